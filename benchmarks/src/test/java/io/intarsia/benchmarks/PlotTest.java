package io.intarsia.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class PlotTest {
    @Test
    void the_longest_bar_is_the_largest_median() throws Exception {
        String svg = new Plot("Orders & events in a second", 0)
                .reference("pgbench", Samples.of(200, 200, 200))
                .ours("service", Samples.of(90, 100, 120))
                .svg();

        Document plot = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        double reference = width(plot, 1);
        assertThat(width(plot, 2)).isEqualTo(reference / 2);
        assertThat(plot.getElementsByTagName("title").item(0).getTextContent())
                .isEqualTo("Orders & events in a second");
    }

    /** The first rectangle is the paper. */
    private static double width(Document plot, int bar) {
        Element rectangle = (Element) plot.getElementsByTagName("rect").item(bar);
        return Double.parseDouble(rectangle.getAttribute("width"));
    }
}
