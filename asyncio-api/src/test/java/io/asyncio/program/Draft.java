package io.asyncio.program;

import io.asyncio.program.Verb.Trait;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;

/** Draws a program; each thing has a name, by which later statements tell of it. */
final class Draft {
    private static final int DEPTH = 3;
    private static final int LONGEST = 4;
    private static final int TASKS = 4;

    private final Random random;
    private final Dialect dialect;
    private final List<Verb> verbs;
    private final List<String> awaitables = new ArrayList<>(List.of("t0", "f0", "f1"));
    private final List<String> groups = new ArrayList<>();
    private final List<String> timeouts = new ArrayList<>();
    private final List<String> handles = new ArrayList<>();
    private int names;
    private int depth = DEPTH;
    private boolean inCallback;

    private Draft(Dialect dialect, long seed) {
        this.dialect = dialect;
        this.verbs = dialect.verbs();
        this.random = new Random(seed * 0x9E3779B97F4A7C15L); // neighbours would begin alike
    }

    static Program program(Dialect dialect, long seed) {
        Draft draft = new Draft(dialect, seed);
        return new Program(dialect, seed, draft.main());
    }

    /** Tasks that meet each other, and what the first one does beside them. */
    private List<Statement> main() {
        List<Statement> main = new ArrayList<>();
        for (int count = 2 + random.nextInt(TASKS); count > 0; count--) {
            main.add(draw(verbs.get(random.nextInt(2)))); // spawn or eager
            main.addAll(lines(random.nextInt(2)));
        }
        return main;
    }

    private Statement draw(Verb verb) {
        return verb.shape().draw(verb, this);
    }

    Statement line(Verb verb, String... arguments) {
        return line(verb, List.of(arguments));
    }

    Statement line(Verb verb, List<String> arguments) {
        return new Statement(verb, arguments, List.of(), List.of());
    }

    /** With a body. */
    Statement block(Verb verb, String... arguments) {
        return new Statement(verb, List.of(arguments), body(LONGEST), List.of());
    }

    /** With a body that suspends nowhere; of one statement where no two things may happen in the same instant. */
    Statement callback(Verb verb, String... arguments) {
        boolean before = inCallback;
        inCallback = true;
        List<Statement> body = body(dialect == Dialect.PYTHON ? 1 : LONGEST);
        inCallback = before;
        return new Statement(verb, List.of(arguments), body, List.of());
    }

    /** With a body, and a shorter one after it. */
    Statement blockAndHandler(Verb verb, String... arguments) {
        return new Statement(verb, List.of(arguments), body(LONGEST), body(2));
    }

    /** A body of a task, also where only a callback makes it. */
    Statement task(Verb verb, String... arguments) {
        boolean before = inCallback;
        inCallback = false;
        Statement statement = block(verb, arguments);
        inCallback = before;
        return statement;
    }

    private List<Statement> body(int longest) {
        depth--;
        List<Statement> body = lines(1 + random.nextInt(longest));
        depth++;
        return body;
    }

    private List<Statement> lines(int count) {
        List<Statement> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (dialect == Dialect.PYTHON && !inCallback) {
                lines.add(draw(WaitVerbs.SLEEP)); // so that hardly two things are done in the same instant
            }
            lines.add(draw(verb()));
        }
        return lines;
    }

    private Verb verb() {
        List<Verb> fit = verbs.stream()
                .filter(verb -> (depth > 0 || !verb.is(Trait.BLOCK)) && (!inCallback || verb.is(Trait.INSTANT)))
                .toList();
        int drawn = random.nextInt(fit.stream().mapToInt(Verb::weight).sum());
        for (Verb verb : fit) {
            drawn -= verb.weight();
            if (drawn < 0) {
                return verb;
            }
        }
        throw new AssertionError("weights that do not add up");
    }

    String number(int first, int last) {
        return String.valueOf(first + random.nextInt(last - first + 1));
    }

    /** A moment from now, in milliseconds. */
    String time() {
        return dialect == Dialect.PYTHON ? number(1, dialect.lastInstant) : number(0, dialect.lastInstant);
    }

    /** A time limit, or none. */
    String limit() {
        return random.nextInt(4) == 0 ? "never" : time();
    }

    String oneOf(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private String oneOf(List<String> choices, String otherwise) {
        return choices.isEmpty() ? otherwise : choices.get(random.nextInt(choices.size()));
    }

    /** A future, or where we are not compared with CPython also a task. */
    String limitable() {
        return dialect == Dialect.PYTHON ? oneOf("f0", "f1") : awaitable();
    }

    List<String> limitables() {
        return dialect == Dialect.PYTHON ? List.of(limitable(), limitable()) : awaitables();
    }

    String newTask() {
        return named("t", awaitables);
    }

    String newGroup() {
        return named("g", groups);
    }

    String newTimeout() {
        return named("m", timeouts);
    }

    String newHandle() {
        return named("h", handles);
    }

    String newFailure() {
        return "x" + ++names;
    }

    String newItem() {
        return String.valueOf(++names);
    }

    private String named(String letter, List<String> names) {
        String name = letter + ++this.names;
        names.add(name);
        return name;
    }

    /** A task or future, which may not be there yet when it is asked for; mostly one of the last ones. */
    String awaitable() {
        boolean any = random.nextInt(3) == 0 || awaitables.size() < LONGEST;
        return oneOf(any ? awaitables : awaitables.subList(awaitables.size() - LONGEST, awaitables.size()), "t0");
    }

    /** None twice where we are compared with CPython. */
    List<String> awaitables() {
        List<String> some = new ArrayList<>();
        for (int count = 1 + random.nextInt(3); count > 0; count--) {
            some.add(awaitable());
        }
        return dialect == Dialect.PYTHON ? new ArrayList<>(new LinkedHashSet<>(some)) : some;
    }

    /** Only one where we are compared with CPython, which takes those that are done in any order. */
    List<String> ordered() {
        List<String> some = awaitables();
        return dialect == Dialect.PYTHON ? new ArrayList<>(some.subList(0, 1)) : some;
    }

    String group() {
        return oneOf(groups, "g0");
    }

    String timeout() {
        return oneOf(timeouts, "m0");
    }

    String handle() {
        return oneOf(handles, "h0");
    }
}
