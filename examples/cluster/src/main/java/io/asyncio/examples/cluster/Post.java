package io.asyncio.examples.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.ExecutionCallback;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.IExecutorService;
import com.hazelcast.core.OperationTimeoutException;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import com.hazelcast.spi.exception.RetryableException;
import io.asyncio.Loop;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sends messages. Hazelcast's executor is only the messenger: no thread of it waits for a task. */
final class Post {
    private final Loop loop;
    private final String homes;
    private final IExecutorService messenger;

    Post(HazelcastInstance hazelcast, Loop loop, String homes) {
        this.loop = loop;
        this.homes = homes;
        this.messenger = hazelcast.getExecutorService(homes);
    }

    /**
     * Tells {@code delivered} on the loop, once: null when the message has arrived, else why nobody knows that.
     *
     * @throws HazelcastSerializationException if it cannot be sent
     * @throws HomesClosedException if Hazelcast is shut down on this node
     */
    void send(Message message, Member to, Consumer<@Nullable Throwable> delivered) {
        try {
            messenger.submitToMember(message, to, callback(delivered));
        } catch (HazelcastInstanceNotActiveException | RejectedExecutionException shutDown) {
            throw new HomesClosedException(homes);
        }
    }

    /** Whether {@code failure} is Hazelcast's, and not of what was sent: the message may have arrived, or not. */
    static boolean isLost(Throwable failure) {
        return failure instanceof RetryableException // such as MemberLeftException
                || failure instanceof OperationTimeoutException
                || failure instanceof HazelcastInstanceNotActiveException;
    }

    private ExecutionCallback<Object> callback(Consumer<@Nullable Throwable> delivered) {
        return new ExecutionCallback<>() {
            @Override
            public void onResponse(Object nothing) {
                tell(null);
            }

            @Override
            public void onFailure(Throwable failure) {
                boolean wrapped = failure instanceof ExecutionException && failure.getCause() != null;
                tell(wrapped ? failure.getCause() : failure);
            }

            private void tell(@Nullable Throwable failure) {
                onLoop(() -> delivered.accept(failure));
            }
        };
    }

    /** By another thread; a loop that is closed has no call that waits. */
    void onLoop(Runnable callback) {
        if (!loop.isClosed()) {
            loop.callSoonThreadsafe(callback);
        }
    }
}
