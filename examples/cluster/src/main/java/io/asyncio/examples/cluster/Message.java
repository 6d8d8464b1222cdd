package io.asyncio.examples.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import java.io.Serializable;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What goes from node to node. Hazelcast runs it in a thread of its own at the receiver, where all that it does is to put
 * itself into the loop's inbox. Messages may overtake each other.
 */
abstract class Message implements Runnable, HazelcastInstanceAware, Serializable {
    private static final long serialVersionUID = 1L;

    private final String homes;
    private transient @Nullable HazelcastInstance receiver;

    Message(String homes) {
        this.homes = homes;
    }

    @Override
    public final void setHazelcastInstance(HazelcastInstance hazelcast) {
        receiver = hazelcast;
    }

    @Override
    public final void run() {
        Homes.of(receiver, homes).receive(this);
    }

    /** On the loop of the receiver. */
    abstract void arrive(Homes<?> homes);

    /** Who called, and the how manieth call of theirs it is. */
    record CallId(UUID caller, long number) implements Serializable {}

    static final class Call extends Message {
        private static final long serialVersionUID = 1L;

        final CallId id;
        final Serializable key;
        final Request<?, ?> request;

        Call(String homes, CallId id, Serializable key, Request<?, ?> request) {
            super(homes);
            this.id = id;
            this.key = key;
            this.request = request;
        }

        @Override
        void arrive(Homes<?> homes) {
            homes.served().begin(this);
        }
    }

    static final class Cancel extends Message {
        private static final long serialVersionUID = 1L;

        private final CallId id;

        Cancel(String homes, CallId id) {
            super(homes);
            this.id = id;
        }

        @Override
        void arrive(Homes<?> homes) {
            homes.served().cancel(id);
        }
    }

    static final class Reply extends Message {
        private static final long serialVersionUID = 1L;

        private final CallId id;
        private final Answer answer;

        Reply(String homes, CallId id, Answer answer) {
            super(homes);
            this.id = id;
            this.answer = answer;
        }

        @Override
        void arrive(Homes<?> homes) {
            homes.calls().answered(id, answer);
        }
    }
}
