package io.asyncio.program;

/** What a statement throws; told by its name. */
final class Failure extends Exception {
    private static final long serialVersionUID = 1;

    Failure(String name) {
        super(name);
    }
}
