package io.intarsia.checkout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intarsia.kit.quote.Money;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogueTest {
    private static final String COLUMNS = "sku,name,description,price,currency,image,alt\n";
    private static final String GOOD = "tray,Tray,Of walnut.,129.00,EUR,tray.svg,A tray\n";

    @TempDir
    Path folder;

    @BeforeEach
    void aPicture() throws IOException {
        Files.createDirectory(folder.resolve("images"));
        Files.writeString(folder.resolve("images/tray.svg"), "<svg/>");
    }

    @Test
    void the_shipped_catalogue_is_accepted() throws CatalogueRefused {
        Catalogue shipped = Catalogue.read(CatalogueFolder.of(Optional.empty()));

        assertThat(shipped.products()).hasSizeGreaterThanOrEqualTo(12);
    }

    @Test
    void products_stand_in_the_order_of_the_file() throws Exception {
        Catalogue catalogue = read(COLUMNS + "b,B,,1,EUR,tray.svg,B\n" + GOOD + "a,A,,0.5,EUR,tray.svg,A\n");

        assertThat(catalogue.products()).extracting(Product::sku).containsExactly("b", "tray", "a");
        assertThat(catalogue.find("tray"))
                .isEqualTo(new Product("tray", "Tray", "Of walnut.", Money.of(12_900, "EUR"), "tray.svg", "A tray"));
        assertThat(catalogue.find("a").price()).isEqualTo(Money.of(50, "EUR"));
        assertThat(catalogue.find("c")).isNull();
    }

    @Test
    void columns_may_stand_in_any_order_and_values_in_quotes() throws Exception {
        Catalogue catalogue = read(
                "name,sku,price,description,currency,alt,image\n\"Tray, \"\"large\"\"\",tray,129,\"A, b\",EUR,A tray,tray.svg");

        assertThat(catalogue.find("tray").name()).isEqualTo("Tray, \"large\"");
    }

    @Test
    void what_spreadsheets_write_is_accepted() throws Exception {
        Catalogue catalogue = read("\uFEFF" + (COLUMNS + GOOD).replace("\n", "\r\n") + "\r\n");

        assertThat(catalogue.products()).hasSize(1);
    }

    @Test
    void prices_have_the_digits_of_their_currency() throws Exception {
        assertThat(read(COLUMNS + "a,A,,1290,JPY,tray.svg,A").find("a").price()).isEqualTo(Money.of(1290, "JPY"));
        assertThat(read(COLUMNS + "a,A,,1.290,KWD,tray.svg,A").find("a").price())
                .isEqualTo(Money.of(1290, "KWD"));
    }

    @Test
    void a_file_that_is_not_there_is_refused() {
        Path missing = folder.resolve("none.csv");

        assertThatThrownBy(() -> Catalogue.read(CatalogueFolder.of(Optional.of(missing))))
                .hasMessage(missing
                        + ": there is no such file; set INTARSIA_CATALOGUE to the shop's own CSV file, or unset it");
    }

    @Test
    void a_file_in_another_encoding_is_refused() throws IOException {
        Files.write(
                folder.resolve("products.csv"),
                (COLUMNS + "a,Möbel,,1,EUR,tray.svg,A").getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(this::readAgain).hasMessageEndingWith(": is not in UTF-8; save it as \"CSV UTF-8\"");
    }

    @Test
    void a_file_without_products_is_refused() {
        refused(COLUMNS, ": has no products; expected at least one below the line with the columns");
    }

    @Test
    void an_empty_file_is_refused() {
        refused(
                "",
                ", line 1: the columns [alt, currency, description, image, name, price, sku] are missing; expected [sku, name, description, price, currency, image, alt]");
    }

    @Test
    void a_missing_column_is_refused() {
        refused(
                "sku,name,description,price,image,alt\n",
                ", line 1: the columns [currency] are missing; expected [sku, name, description, price, currency, image, alt]");
    }

    @Test
    void an_unknown_column_is_refused() {
        refused(
                "colour," + COLUMNS,
                ", line 1: the columns \"[colour]\" are unknown; expected [sku, name, description, price, currency, image, alt]");
    }

    @Test
    void a_column_that_is_named_twice_is_refused() {
        refused(
                "sku," + COLUMNS,
                ", line 1: a column has no name or is named twice; expected [sku, name, description, price, currency, image, alt]");
    }

    @Test
    void a_line_with_too_few_values_is_refused() {
        refused(
                COLUMNS + GOOD + "\n" + "a,A,1,EUR,tray.svg,A\n",
                ", line 4: has 6 values; expected 7 (a value with a comma stands in quotes)");
    }

    @Test
    void a_line_with_a_comma_too_many_is_refused() {
        refused(
                COLUMNS + "a,A,,12,90,EUR,tray.svg,A\n",
                ", line 2: has 8 values; expected 7 (a value with a comma stands in quotes)");
    }

    @Test
    void a_quote_that_does_not_end_is_refused() {
        refused(
                COLUMNS + GOOD + "a,\"A,,1,EUR,tray.svg,A\n" + GOOD,
                ", line 3: a quoted value does not end, or goes on behind its end; a quote inside of one is written twice");
    }

    @Test
    void a_bad_sku_is_refused() {
        refused(
                COLUMNS + "a/b,A,,1,EUR,tray.svg,A",
                ", line 2: the sku is \"a/b\"; expected 1 to 40 letters, digits and hyphens");
    }

    @Test
    void a_sku_that_is_there_already_is_refused() {
        refused(COLUMNS + GOOD + GOOD, ", line 3: the sku \"tray\" is there already; expected each once");
    }

    @Test
    void a_product_without_a_name_is_refused() {
        refused(COLUMNS + "a, ,,1,EUR,tray.svg,A", ", line 2: the name has 0 characters; expected 1 to 80");
    }

    @Test
    void a_name_that_is_too_long_is_refused() {
        refused(
                COLUMNS + "a," + "x".repeat(81) + ",,1,EUR,tray.svg,A",
                ", line 2: the name has 81 characters; expected 1 to 80");
    }

    @Test
    void a_description_that_is_too_long_is_refused() {
        refused(
                COLUMNS + "a,A," + "x".repeat(301) + ",1,EUR,tray.svg,A",
                ", line 2: the description has 301 characters; expected 0 to 300");
    }

    @Test
    void a_picture_that_is_not_described_is_refused() {
        refused(COLUMNS + "a,A,,1,EUR,tray.svg,", ", line 2: the alt has 0 characters; expected 1 to 200");
    }

    @Test
    void a_line_break_inside_of_a_value_is_refused() {
        refused(
                COLUMNS + "a,A,\"one\ntwo\",1,EUR,tray.svg,A",
                ", line 3: the description has a line break or another control character; expected one line of text");
    }

    @Test
    void a_price_that_is_no_number_is_refused() {
        refused(
                COLUMNS + "a,A,,cheap,EUR,tray.svg,A",
                ", line 2: the price is \"cheap\"; expected more than 0, written like 12.90");
    }

    @Test
    void a_price_with_a_decimal_comma_is_refused() {
        refused(
                COLUMNS + "a,A,,\"12,90\",EUR,tray.svg,A",
                ", line 2: the price is \"12,90\"; expected more than 0, written like 12.90");
    }

    @Test
    void a_price_of_nothing_is_refused() {
        refused(
                COLUMNS + "a,A,,0.00,EUR,tray.svg,A",
                ", line 2: the price is \"0.00\"; expected more than 0, written like 12.90");
    }

    @Test
    void a_negative_price_is_refused() {
        refused(
                COLUMNS + "a,A,,-1,EUR,tray.svg,A",
                ", line 2: the price is \"-1\"; expected more than 0, written like 12.90");
    }

    @Test
    void a_price_with_more_digits_than_its_currency_is_refused() {
        refused(
                COLUMNS + "a,A,,1.005,EUR,tray.svg,A",
                ", line 2: the price is \"1.005\"; expected more than 0, written like 12.90");
        refused(
                COLUMNS + "a,A,,1.5,JPY,tray.svg,A",
                ", line 2: the price is \"1.5\"; expected more than 0, written like 1290");
    }

    @Test
    void a_price_beyond_any_shop_is_refused() {
        refused(
                COLUMNS + "a,A,,10000000.01,EUR,tray.svg,A",
                ", line 2: the price is \"10000000.01\"; expected at most 10000000.00");
    }

    @Test
    void a_currency_that_does_not_exist_is_refused() {
        refused(
                COLUMNS + "a,A,,1,EURO,tray.svg,A",
                ", line 2: the currency is \"EURO\"; expected an ISO 4217 code such as EUR");
    }

    @Test
    void a_currency_that_is_no_money_is_refused() {
        refused(
                COLUMNS + "a,A,,1,XAU,tray.svg,A",
                ", line 2: the currency is \"XAU\"; expected an ISO 4217 code such as EUR");
    }

    @Test
    void a_second_currency_is_refused() {
        refused(
                COLUMNS + GOOD + "a,A,,1,USD,tray.svg,A",
                ", line 3: the currency is USD, but EUR above; expected one for all");
    }

    @Test
    void a_picture_that_is_not_there_is_refused() {
        refused(
                COLUMNS + "a,A,,1,EUR,none.svg,A",
                ", line 2: the image none.svg is not in the folder images beside the file");
    }

    @Test
    void a_picture_in_another_folder_is_refused() {
        refused(
                COLUMNS + "a,A,,1,EUR,../products.svg,A",
                ", line 2: the image is \"../products.svg\"; expected a file name that ends in .svg, .png, .jpg, .jpeg or .webp");
    }

    @Test
    void a_picture_of_another_kind_is_refused() {
        refused(
                COLUMNS + "a,A,,1,EUR,tray.exe,A",
                ", line 2: the image is \"tray.exe\"; expected a file name that ends in .svg, .png, .jpg, .jpeg or .webp");
    }

    @Test
    void a_picture_that_is_too_large_is_refused() throws IOException {
        Files.write(folder.resolve("images/large.png"), new byte[1024 * 1024 + 1]);

        refused(
                COLUMNS + "a,A,,1,EUR,large.png,A",
                ", line 2: the image large.png has 1048577 bytes; expected at most 1048576");
    }

    @Test
    void more_products_than_a_page_can_show_are_refused() {
        StringBuilder many = new StringBuilder(COLUMNS);
        for (int i = 0; i <= 500; i++) {
            many.append("a").append(i).append(",A,,1,EUR,tray.svg,A\n");
        }
        refused(many.toString(), ", line 502: there are more than 500 products");
    }

    @Test
    void a_refusal_is_one_line_whatever_the_file_says() {
        refused(
                COLUMNS + "\"a\r\nb\",A,,1,EUR,tray.svg,A",
                ", line 3: the sku is \"a??b\"; expected 1 to 40 letters, digits and hyphens");
    }

    private void refused(String csv, String endOfMessage) {
        Path file = folder.resolve("products.csv");
        assertThatThrownBy(() -> read(csv)).isInstanceOf(CatalogueRefused.class).hasMessage(file + endOfMessage);
    }

    private Catalogue read(String csv) throws Exception {
        Files.writeString(folder.resolve("products.csv"), csv);
        return readAgain();
    }

    private Catalogue readAgain() throws CatalogueRefused {
        return Catalogue.read(CatalogueFolder.of(Optional.of(folder.resolve("products.csv"))));
    }
}
