package io.asyncio.program;

import java.util.List;

/** What the first task does; the same seed gives the same program. */
record Program(Dialect dialect, long seed, List<Statement> statements) {
    Program with(List<Statement> others) {
        return new Program(dialect, seed, others);
    }

    int size() {
        return statements.stream().mapToInt(statement -> statement.all().size()).sum();
    }

    /** The lines, as they are also read by programs.py. */
    String text() {
        StringBuilder text = new StringBuilder();
        statements.forEach(statement -> statement.print(text, ""));
        return text.toString();
    }

    @Override
    public String toString() {
        return "program " + seed + " of " + dialect + ", " + size() + " statements:\n" + text();
    }
}
