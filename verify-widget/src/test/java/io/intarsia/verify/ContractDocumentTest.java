package io.intarsia.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ContractDocumentTest {
    @Test
    void every_chapter_that_a_fault_names_is_in_the_contract() throws Exception {
        String contract = Files.readString(Path.of("../docs/widget-contract.md"));
        assertThat(Arrays.stream(Chapter.values()).map(Chapter::heading))
                .allSatisfy(
                        heading -> assertThat(contract).containsPattern("(?m)^##+ " + Pattern.quote(heading) + "$"));
    }
}
