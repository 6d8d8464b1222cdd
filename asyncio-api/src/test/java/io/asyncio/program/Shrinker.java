package io.asyncio.program;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Makes a program that fails as small as it can be while it still fails. */
final class Shrinker {
    private final Predicate<Program> fails;

    Shrinker(Predicate<Program> fails) {
        this.fails = fails;
    }

    Program smallest(Program failing) {
        Program smallest = failing;
        for (Program smaller = smaller(smallest); smaller != null; smaller = smaller(smallest)) {
            smallest = smaller;
        }
        return smallest;
    }

    /** Null if all that are one step smaller hold. */
    private Program smaller(Program program) {
        return candidates(program.statements()).stream()
                .map(program::with)
                .filter(fails)
                .findFirst()
                .orElse(null);
    }

    /** Without one of these, with its body in its place, or with something smaller in it. */
    private static List<List<Statement>> candidates(List<Statement> statements) {
        List<List<Statement>> candidates = new ArrayList<>();
        for (int i = 0; i < statements.size(); i++) {
            Statement statement = statements.get(i);
            candidates.add(replaced(statements, i, List.of()));
            if (!statement.body().isEmpty()) {
                candidates.add(replaced(statements, i, statement.body()));
            }
        }
        for (int i = 0; i < statements.size(); i++) {
            for (Statement smaller : smaller(statements.get(i))) {
                candidates.add(replaced(statements, i, List.of(smaller)));
            }
        }
        return candidates;
    }

    private static List<Statement> replaced(List<Statement> statements, int index, List<Statement> others) {
        List<Statement> replaced = new ArrayList<>(statements.subList(0, index));
        replaced.addAll(others);
        replaced.addAll(statements.subList(index + 1, statements.size()));
        return replaced;
    }

    private static List<Statement> smaller(Statement statement) {
        List<Statement> smaller = new ArrayList<>();
        candidates(statement.body()).forEach(body -> smaller.add(statement.withBody(body)));
        candidates(statement.handler()).forEach(handler -> smaller.add(statement.withHandler(handler)));
        return smaller;
    }
}
