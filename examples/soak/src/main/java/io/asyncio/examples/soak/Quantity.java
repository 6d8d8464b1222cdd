package io.asyncio.examples.soak;

/**
 * What a sample measures, with the growth that is allowed between the first and the last third of the samples: some
 * part of what there was, and some more.
 */
enum Quantity {
    /** Two collections at rest bring it to the same within 100 KiB; what loads late keeps some more. */
    HEAP("heap after collection", Scale.BYTES, 0.05, 256 << 10),
    /** Allocators take memory by chunks, and keep as many as they have needed at a time. */
    DIRECT_MEMORY("Netty's direct memory", Scale.BYTES, 0.1, 4 << 20),
    /** Of the operating system: pools keep idle threads for some seconds, as many as the last crowd had needed. */
    THREADS("live threads", Scale.COUNT, 0.25, 4),
    /** Sockets; the JVM opens a file now and then. */
    FILES("open files", Scale.COUNT, 0.1, 4),
    /** At rest there are the workers, and nobody else. */
    TASKS("tasks", Scale.COUNT, 0, 0),
    /** Of the loops' servers: those whose end has not come to them yet. */
    CONNECTIONS("accepted connections", Scale.COUNT, 0, 2);

    private final String label;
    private final Scale scale;
    private final double allowedPart;
    private final long allowedMore;

    Quantity(String label, Scale scale, double allowedPart, long allowedMore) {
        this.label = label;
        this.scale = scale;
        this.allowedPart = allowedPart;
        this.allowedMore = allowedMore;
    }

    String label() {
        return label;
    }

    Scale scale() {
        return scale;
    }

    /** By how much it may grow if it was {@code before}. */
    long allowance(long before) {
        return (long) (before * allowedPart) + allowedMore;
    }
}
