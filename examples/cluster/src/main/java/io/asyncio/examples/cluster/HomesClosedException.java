package io.asyncio.examples.cluster;

/** This node takes no part any more. */
public final class HomesClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HomesClosedException(String name) {
        super("The homes '" + name + "' are closed on this node, which calls nobody any more: ask another node");
    }
}
