package io.asyncio.stream;

import java.io.IOException;

/** Where the bytes of a {@code transferTo} go. */
interface TransferTarget {
    /** Takes up to {@code max} bytes out of {@code source}, none if there is no room. Fails before it has taken any. */
    long takeFrom(ByteQueue source, long max) throws IOException;

    /** {@link StreamWriter#drain()}. */
    void drain() throws IOException;

    /**
     * The one that {@code writer} is.
     *
     * @throws IOException if nothing more can be written
     */
    static TransferTarget of(StreamWriter writer) throws IOException {
        if (writer instanceof Stream stream) {
            return stream.transferTarget();
        }
        if (writer instanceof PipeWriter pipe) {
            pipe.checkOpen("transferTo()");
        }
        return new Copying(writer);
    }

    /** Of bytes in arrays: a pipe, or a writer that is not ours. */
    record Copying(StreamWriter writer) implements TransferTarget {
        private static final int CHUNK_BYTES = 64 * 1024;

        @Override
        public long takeFrom(ByteQueue source, long max) throws IOException {
            byte[] chunk = source.peek((int) Math.min(max, CHUNK_BYTES));
            writer.write(chunk);
            source.skip(chunk.length);
            return chunk.length;
        }

        @Override
        public void drain() throws IOException {
            writer.drain();
        }
    }
}
