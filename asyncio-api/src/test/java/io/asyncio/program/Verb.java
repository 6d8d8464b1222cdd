package io.asyncio.program;

import java.util.Set;

/**
 * What a statement says.
 *
 * @param weight how often it is drawn, compared with others
 * @param shape draws its arguments and body
 * @param meaning does it
 */
record Verb(String name, int weight, Set<Trait> traits, Shape shape, Meaning meaning) {
    enum Trait {
        /** Does not suspend: a callback may say it, too. */
        INSTANT,
        /** Has statements below it. */
        BLOCK,
        /** CPython does the same, in the same order. */
        PYTHON
    }

    @FunctionalInterface
    interface Shape {
        Statement draw(Verb verb, Draft draft);
    }

    @FunctionalInterface
    interface Meaning {
        void perform(Actor me, Statement statement) throws Exception;
    }

    static Verb of(String name, int weight, Shape shape, Meaning meaning, Trait... traits) {
        return new Verb(name, weight, Set.of(traits), shape, meaning);
    }

    boolean is(Trait trait) {
        return traits.contains(trait);
    }

    @Override
    public String toString() {
        return name;
    }
}
