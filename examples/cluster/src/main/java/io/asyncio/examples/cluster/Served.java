package io.asyncio.examples.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.MemberLeftException;
import com.hazelcast.spi.exception.TargetNotMemberException;
import io.asyncio.Loop;
import io.asyncio.Task;
import io.asyncio.TaskOptions;
import io.asyncio.examples.cluster.Message.Call;
import io.asyncio.examples.cluster.Message.CallId;
import io.asyncio.examples.cluster.Message.Reply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The calls of other nodes that this node works for, each in a task. Used on the loop only. */
final class Served<S> {
    private static final Duration BEFORE_SENDING_AGAIN = Duration.ofMillis(20);

    private final String homes;
    private final S place;
    private final Loop loop;
    private final Post post;
    private final Predicate<Object> isHome;
    private final Function<CallId, @Nullable Member> caller;
    private final Map<CallId, Task<?>> tasks = new LinkedHashMap<>();

    Served(
            String homes,
            S place,
            Loop loop,
            Post post,
            Predicate<Object> isHome,
            Function<CallId, @Nullable Member> caller) {
        this.homes = homes;
        this.place = place;
        this.loop = loop;
        this.post = post;
        this.isHome = isHome;
        this.caller = caller;
    }

    int count() {
        return tasks.size();
    }

    /** The caller's table of partitions may be older than the one here. */
    void begin(Call call) {
        if (!isHome.test(call.key)) {
            reply(call.id, new Answer.Moved());
            return;
        }
        @SuppressWarnings("unchecked") // the homes of one name have places of one type
        Request<S, ?> request = (Request<S, ?>) call.request;
        TaskOptions options = TaskOptions.named("call for " + call.key).withDoneCallback(done -> {
            tasks.remove(call.id);
            reply(call.id, answer((Task<?>) done));
        });
        tasks.put(call.id, loop.createTask(options, () -> request.runAt(place)));
    }

    private Answer answer(Task<?> done) {
        if (done.cancelled()) {
            boolean isGivenUp = done.cancelling() > 0 || loop.isClosed(); // by who ends the tasks here
            return isGivenUp ? new Answer.Unknown() : new Answer.Cancelled();
        }
        Throwable failure = done.exception();
        return failure == null ? new Answer.Value(done.result()) : new Answer.Failure(failure);
    }

    void cancel(CallId id) {
        Task<?> task = tasks.get(id);
        if (task != null) {
            task.cancel();
        }
    }

    private void reply(CallId id, Answer answer) {
        try {
            Member to = caller.apply(id);
            if (to != null) { // else it has left
                send(id, to, answer);
            }
        } catch (HomesClosedException closed) {
            // the caller has seen that this node has left
        }
    }

    private void send(CallId id, Member to, Answer answer) {
        try {
            post.send(new Reply(homes, id, answer), to, failure -> replySent(id, to, answer, failure));
        } catch (HomesClosedException closed) {
            throw closed;
        } catch (Throwable e) { // of the result's own code, too
            replySent(id, to, answer, e);
        }
    }

    /** The caller must not wait for ever: what is lost is sent again, and what it cannot read is replaced by its text. */
    private void replySent(CallId id, Member to, Answer answer, @Nullable Throwable failure) {
        if (failure == null || isGone(failure)) {
            return;
        }
        if (Post.isLost(failure)) {
            loop.callLater(BEFORE_SENDING_AGAIN, () -> reply(id, answer)); // to a caller that has not left
        } else if (!isText(answer)) {
            String text = "A result cannot be sent to " + to.getAddress() + ", make it serializable: " + textOf(answer);
            reply(id, new Answer.Failure(new RemoteFailureException(text)));
        }
    }

    private static String textOf(Answer answer) {
        Object sent = answer instanceof Answer.Failure failed ? failed.exception() : answer;
        try {
            return sent.toString();
        } catch (Throwable noText) {
            Object untold = answer instanceof Answer.Value returned ? returned.value() : sent;
            return String.valueOf(untold == null ? null : untold.getClass().getName());
        }
    }

    private static boolean isGone(Throwable failure) {
        return failure instanceof MemberLeftException
                || failure instanceof TargetNotMemberException
                || failure instanceof RejectedExecutionException
                || failure instanceof HazelcastInstanceNotActiveException
                || failure instanceof NotOpenException;
    }

    private static boolean isText(Answer answer) {
        return answer instanceof Answer.Failure failed && failed.exception() instanceof RemoteFailureException;
    }
}
