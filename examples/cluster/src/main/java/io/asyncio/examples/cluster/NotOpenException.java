package io.asyncio.examples.cluster;

/** A node of the cluster on which these homes are not open, or not yet, was asked; it has done nothing. */
final class NotOpenException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    NotOpenException(String name) {
        super("The homes '" + name + "' are not open on this node");
    }
}
