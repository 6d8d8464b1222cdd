package io.asyncio.view;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/** A viewer whose own thread waits for messages. */
final class QueueViewer implements Viewer {
    private static final int MOST_MESSAGES = 2;
    private static final String END = "";

    private final BlockingQueue<String> messages = new ArrayBlockingQueue<>(MOST_MESSAGES + 1);

    @Override
    public boolean offer(String message) {
        return messages.size() < MOST_MESSAGES && messages.offer(message);
    }

    @Override
    public void ended() {
        messages.offer(END);
    }

    /** Waits for it; null if there will be none. */
    @Nullable
    String next() throws InterruptedException {
        String message = messages.take();
        return message.equals(END) ? null : message;
    }
}
