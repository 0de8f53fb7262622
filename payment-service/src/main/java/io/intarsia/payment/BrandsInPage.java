package io.intarsia.payment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The brands for the script that names them while a number is typed, so that page and service know the same ones. */
@Named("brands")
@Singleton
class BrandsInPage {
    private final String json;

    record One(String name, String numbers, Set<Integer> lengths, List<Integer> groups) {}

    BrandsInPage(ObjectMapper mapper) throws JsonProcessingException {
        json = mapper.writeValueAsString(Arrays.stream(Brand.values())
                .map(brand -> new One(brand.shown(), brand.numbers(), new TreeSet<>(brand.lengths()), brand.groups()))
                .toList());
    }

    public String asJson() {
        return json;
    }
}
