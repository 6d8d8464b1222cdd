package io.asyncio;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.CharBuffer;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExcerptTest {
    @Test
    void aSmallObjectIsShownAsItIs() {
        assertThat(Excerpt.of(null)).isEqualTo("null");
        assertThat(Excerpt.of("text")).isEqualTo("text");
        assertThat(Excerpt.of(List.of(1, "two", List.of()))).isEqualTo("[1, two, []]");
        assertThat(Excerpt.of(Map.of("key", 1))).isEqualTo("{key=1}");
        assertThat(Excerpt.of(Map.entry("key", 1))).isEqualTo("key=1");
        assertThat(Excerpt.of(Collections.singletonList(null))).isEqualTo("[null]");
    }

    @Test
    void aLongTextIsCutAndNoCharacterIsCutInTwo() {
        assertThat(Excerpt.of("x".repeat(200))).isEqualTo("x".repeat(200));
        assertThat(Excerpt.of("x".repeat(201))).isEqualTo("x".repeat(200) + "...");
        assertThat(Excerpt.of("x".repeat(199) + "😀".repeat(5))).isEqualTo("x".repeat(199) + "...");
        assertThat(Excerpt.of(new Named("x".repeat(1_000)))).isEqualTo("Named[name=" + "x".repeat(189) + "...");
        assertThat(Excerpt.of(CharBuffer.wrap("y".repeat(300)))).isEqualTo("y".repeat(200) + "...");
    }

    @Test
    void ofManyElementsTheFirstAreShownAndTheOthersLeftAlone() {
        List<Object> many = new ArrayList<>(IntStream.rangeClosed(1, 6).boxed().toList());
        many.add(new Throwing(new AssertionError("asked")));
        assertThat(Excerpt.of(many)).isEqualTo("[1, 2, 3, 4, 5, 6, ...]");
        Map<Integer, Integer> map = new LinkedHashMap<>();
        IntStream.rangeClosed(1, 7).forEach(i -> map.put(i, -i));
        assertThat(Excerpt.of(map)).isEqualTo("{1=-1, 2=-2, 3=-3, 4=-4, 5=-5, 6=-6, ...}");
    }

    @Test
    void aCollectionOfUsersSaysItself() {
        assertThat(Excerpt.of(new Secret())).isEqualTo("two secrets");
    }

    @Test
    void aCircleEndsInDotsOrInItsClass() {
        List<Object> circle = new ArrayList<>();
        circle.add(circle);
        assertThat(Excerpt.of(circle)).isEqualTo("[...]");
        circle.set(0, new Named(circle));
        assertThat(Excerpt.of(circle))
                .isEqualTo("[<io.asyncio.ExcerptTest$Named: toString() threw java.lang.StackOverflowError>]");
    }

    @Test
    void whatIsNestedDeepEndsInDots() {
        Object nested = "core";
        for (int i = 0; i < 100_000; i++) {
            nested = List.of(nested);
        }
        assertThat(Excerpt.of(nested)).isEqualTo("[[[[[[...]]]]]]");
    }

    @Test
    void aToStringThatThrowsIsToldByItsClass() {
        assertThat(Excerpt.of(List.of(new Throwing(new IllegalStateException("no")), 2)))
                .isEqualTo("[<io.asyncio.ExcerptTest$Throwing: toString() threw java.lang.IllegalStateException>, 2]");
        assertThat(Excerpt.of(new Throwing(new StackOverflowError())))
                .endsWith(": toString() threw java.lang.StackOverflowError>");
        assertThat(Excerpt.of(new Null())).isEqualTo("null");
        assertThat(Excerpt.of("the next one")).as("nothing is left of it").isEqualTo("the next one");
    }

    private record Named(Object name) {}

    private record Throwing(Error error, RuntimeException exception) {
        Throwing(Error error) {
            this(error, null);
        }

        Throwing(RuntimeException exception) {
            this(null, exception);
        }

        @Override
        public String toString() {
            if (error != null) {
                throw error;
            }
            throw exception;
        }
    }

    private static final class Null {
        @SuppressWarnings("ToStringReturnsNull")
        @Override
        public String toString() {
            return null;
        }
    }

    private static final class Secret extends AbstractList<String> {
        @Override
        public String get(int index) {
            throw new AssertionError("asked");
        }

        @Override
        public int size() {
            return 2;
        }

        @Override
        public String toString() {
            return "two secrets";
        }
    }
}
