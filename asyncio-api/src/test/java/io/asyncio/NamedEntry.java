package io.asyncio;

import java.util.List;

/** An entry of a loop's queue that adds its name to a list when it runs. */
final class NamedEntry extends Ready {
    private final String name;
    private final List<String> ran;

    NamedEntry(String name, List<String> ran) {
        this.name = name;
        this.ran = ran;
    }

    @Override
    void run() {
        ran.add(name);
    }
}
