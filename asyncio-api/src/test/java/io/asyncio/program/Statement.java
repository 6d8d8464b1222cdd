package io.asyncio.program;

import java.util.ArrayList;
import java.util.List;

/** One line of a program, with the lines below it: its body, and what comes after that, of a try its handler. */
record Statement(Verb verb, List<String> arguments, List<Statement> body, List<Statement> handler) {
    private static final String INDENT = "    ";

    String argument(int index) {
        return arguments.get(index);
    }

    int number(int index) {
        return Integer.parseInt(argument(index));
    }

    Statement withArguments(List<String> others) {
        return new Statement(verb, others, body, handler);
    }

    Statement withBody(List<Statement> other) {
        return new Statement(verb, arguments, other, handler);
    }

    Statement withHandler(List<Statement> other) {
        return new Statement(verb, arguments, body, other);
    }

    /** This one and all below. */
    List<Statement> all() {
        List<Statement> all = new ArrayList<>(List.of(this));
        body.forEach(below -> all.addAll(below.all()));
        handler.forEach(below -> all.addAll(below.all()));
        return all;
    }

    void print(StringBuilder text, String indent) {
        text.append(indent).append(verb.name());
        arguments.forEach(argument -> text.append(' ').append(argument));
        text.append('\n');
        body.forEach(below -> below.print(text, indent + INDENT));
        if (!handler.isEmpty()) {
            text.append(indent).append("then\n");
            handler.forEach(below -> below.print(text, indent + INDENT));
        }
    }
}
