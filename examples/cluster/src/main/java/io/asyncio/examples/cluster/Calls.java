package io.asyncio.examples.cluster;

import static io.asyncio.Asyncio.await;

import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.spi.exception.TargetNotMemberException;
import io.asyncio.CancelledError;
import io.asyncio.Future;
import io.asyncio.Loop;
import io.asyncio.examples.cluster.Message.Call;
import io.asyncio.examples.cluster.Message.CallId;
import io.asyncio.examples.cluster.Message.Cancel;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** The calls of this node that other nodes have not answered yet. Used on the loop only. */
final class Calls {
    private final String homes;
    private final Cluster cluster;
    private final Loop loop;
    private final Post post;
    private final Map<CallId, Pending> pending = new LinkedHashMap<>();
    private long lastNumber;

    Calls(String homes, Cluster cluster, Loop loop, Post post) {
        this.homes = homes;
        this.cluster = cluster;
        this.loop = loop;
        this.post = post;
    }

    private static final class Pending {
        final Member home;
        final Future<Answer> answer;
        boolean delivered; // the home has it
        boolean abandoned; // nobody waits for the answer any more

        Pending(Member home, Future<Answer> answer) {
            this.home = home;
            this.answer = answer;
        }
    }

    int count() {
        return pending.size();
    }

    /** Suspends until {@code home} has answered, or has left. A cancel is passed on to the task there, and not waited for. */
    Answer ask(Member home, Serializable key, Request<?, ?> request) {
        CallId id = new CallId(self(), ++lastNumber);
        Pending asked = new Pending(home, loop.createFuture());
        pending.put(id, asked);
        try {
            post.send(new Call(homes, id, key, request), home, failure -> delivered(id, failure));
            return await(asked.answer);
        } catch (CancelledError e) {
            abandon(id, asked);
            throw e;
        } finally {
            if (!asked.abandoned) {
                pending.remove(id);
            }
        }
    }

    /** Another one when parts of a cut network have met again. */
    private UUID self() {
        try {
            return cluster.getLocalMember().getUuid();
        } catch (HazelcastInstanceNotActiveException shutDown) {
            throw new HomesClosedException(homes);
        }
    }

    /** A cancel must not overtake the call. */
    private void abandon(CallId id, Pending asked) {
        asked.abandoned = true;
        if (asked.delivered) {
            cancelFar(id, asked);
        }
    }

    private void cancelFar(CallId id, Pending asked) {
        pending.remove(id);
        try {
            post.send(new Cancel(homes, id), asked.home, failure -> {});
        } catch (HomesClosedException closed) {
            // the task there goes on, as for a node that has died
        }
    }

    private void delivered(CallId id, @Nullable Throwable failure) {
        Pending asked = pending.get(id);
        if (asked == null) {
            return;
        }
        asked.delivered = true;
        if (failure != null) {
            end(id, asked, answerFor(failure));
        } else if (asked.abandoned) {
            cancelFar(id, asked);
        }
    }

    private static Answer answerFor(Throwable failure) {
        if (failure instanceof NotOpenException
                || failure instanceof TargetNotMemberException
                || failure instanceof RejectedExecutionException) {
            return new Answer.Moved();
        }
        return Post.isLost(failure) ? new Answer.Unknown() : new Answer.Failure(failure);
    }

    void answered(CallId id, Answer answer) {
        Pending asked = pending.get(id);
        if (asked != null) {
            end(id, asked, answer);
        }
    }

    void memberLeft(UUID member) {
        Map.copyOf(pending).forEach((id, asked) -> {
            if (asked.home.getUuid().equals(member)) {
                end(id, asked, new Answer.Unknown());
            }
        });
    }

    /** The answers will not come. */
    void close() {
        for (Pending asked : List.copyOf(pending.values())) {
            if (!asked.answer.done()) {
                asked.answer.setException(new HomesClosedException(homes));
            }
        }
        pending.clear();
    }

    private void end(CallId id, Pending asked, Answer answer) {
        pending.remove(id);
        if (!asked.answer.done()) {
            asked.answer.setResult(answer);
        }
    }
}
