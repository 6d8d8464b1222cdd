package io.asyncio.examples.cluster;

import static io.asyncio.Asyncio.every;
import static io.asyncio.Asyncio.sleep;

import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.core.LifecycleService;
import com.hazelcast.partition.Partition;
import io.asyncio.CancelledError;
import io.asyncio.Loop;
import io.asyncio.Task;
import io.asyncio.examples.cluster.Message.CallId;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The loops of a cluster's nodes as the homes of keys: each key has one home, the loop of the node that owns the key's
 * partition of Hazelcast's. What belongs to the key lives there, in plain fields. A call to a key's home is a {@link Task} of
 * the caller's loop: it is awaited, gathered, timed out and cancelled as any other. At the home a task works for it.
 *
 * <p>Used on the loop, except that {@link #open} and the calls may be made by any thread. Hazelcast's threads only put
 * messages into the loop's inbox, and no thread waits for a task. A call to the home that is here runs in the calling task.
 *
 * <p>Not promised: that there is one home at each moment. When keys move, two nodes may take themselves for the home for a
 * short time, and in a network that is cut into parts for as long as it is so: what must not happen twice needs a fence where
 * it is written down, such as a unique number in a database. A call whose home leaves is made again only if the caller says
 * so, and its request may have been carried out by both homes then. Calls are not kept in order.
 *
 * @param <S> what lives at each home, which requests run on
 */
public final class Homes<S> implements AutoCloseable {
    /** Hazelcast tells of migrations before the table has changed here, and a master that dies tells nothing. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private static final Duration BEFORE_ASKING_AGAIN = Duration.ofMillis(20);

    private final HazelcastInstance hazelcast;
    private final Cluster cluster;
    private final ConcurrentMap<String, Object> context; // where messages find this
    private final Loop loop;
    private final String name;
    private final S place;
    private final Post post;
    private final Calls calls;
    private final Served<S> served;
    private final Task<?> looking;
    private final List<Runnable> moveListeners = new ArrayList<>();
    private BitSet ownPartitions = new BitSet();
    private volatile Runnable stopListening = () -> {};
    private volatile boolean closed;

    private Homes(HazelcastInstance hazelcast, Loop loop, String name, S place) {
        this.hazelcast = hazelcast;
        this.cluster = hazelcast.getCluster();
        this.context = hazelcast.getUserContext();
        this.loop = loop;
        this.name = name;
        this.place = place;
        this.post = new Post(hazelcast, loop, name);
        this.calls = new Calls(name, cluster, loop, post);
        this.served = new Served<>(name, place, loop, post, this::isHome, this::caller);
        this.looking = loop.createTask("homes of " + name, () -> every(BETWEEN_LOOKS, this::look));
    }

    /**
     * Takes part under {@code name}: from now on this node answers calls for its keys. Not called on the loop, as Hazelcast
     * may make it wait: {@code toThread(() -> Homes.open(...))}. Closes itself when {@code hazelcast} is shut down.
     */
    public static <S> Homes<S> open(HazelcastInstance hazelcast, Loop loop, String name, S place) {
        Homes<S> homes = new Homes<>(hazelcast, loop, name, place);
        if (homes.context.putIfAbsent(contextKey(name), homes) != null) {
            homes.looking.cancel();
            throw new IllegalStateException(
                    "The homes '" + name + "' are open on this node already: choose another name, or close them first");
        }
        homes.listen();
        return homes;
    }

    private void listen() {
        LifecycleService lifecycle = hazelcast.getLifecycleService();
        UUID members = cluster.addMembershipListener(new Leaving());
        UUID states = lifecycle.addLifecycleListener(event -> {
            if (event.getState() == LifecycleState.SHUTDOWN) {
                post.onLoop(this::close);
            }
        });
        stopListening = () -> {
            cluster.removeMembershipListener(members);
            lifecycle.removeLifecycleListener(states);
        };
    }

    private static String contextKey(String name) {
        return Homes.class.getName() + "." + name;
    }

    static Homes<?> of(@Nullable HazelcastInstance hazelcast, String name) {
        Object found = Objects.requireNonNull(hazelcast).getUserContext().get(contextKey(name));
        if (found == null) {
            throw new NotOpenException(name);
        }
        return (Homes<?>) found;
    }

    /** Whether {@code key} lives here, as far as this node knows. */
    public boolean isHome(Object key) {
        if (closed || !hazelcast.getLifecycleService().isRunning()) {
            return false;
        }
        Member home = home(key);
        return home != null && home.localMember();
    }

    /** Where {@code key} lives, as far as this node knows; null while nobody has taken over from a node that has left. */
    public @Nullable Member home(Object key) {
        try {
            return hazelcast.getPartitionService().getPartition(key).getOwner();
        } catch (HazelcastInstanceNotActiveException shutDown) {
            throw new HomesClosedException(name);
        }
    }

    /**
     * Runs {@code request} at the home of {@code key}, once: if the home leaves before it has answered, the task fails. A
     * failure is the far one's. A cancel ends the task at once, and cancels the one at the home.
     *
     * @throws HomeLeftException by the task, if nobody knows whether the request was carried out
     * @throws HomesClosedException by the task, if this node takes no part any more
     */
    public <T extends @Nullable Object> Task<T> callOnce(Serializable key, Request<? super S, T> request) {
        return loop.createTask("call to " + key, () -> ask(key, request, false));
    }

    /**
     * {@link #callOnce}, made again if the home leaves before it has answered, until there is an answer: for requests that
     * may be carried out twice, as they carry an id by which a second time is known.
     */
    public <T extends @Nullable Object> Task<T> callUntilAnswered(Serializable key, Request<? super S, T> request) {
        return loop.createTask("call to " + key, () -> ask(key, request, true));
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // what the request returns; null if T says so
    private <T extends @Nullable Object> T ask(Serializable key, Request<? super S, T> request, boolean again)
            throws Exception {
        while (!closed) {
            Member home = home(key);
            if (home != null && home.localMember()) {
                return request.runAt(place);
            }
            Answer answer = home == null ? new Answer.Moved() : calls.ask(home, key, request);
            if (answer instanceof Answer.Value returned) {
                return (T) returned.value();
            } else if (answer instanceof Answer.Failure failed) {
                throw raise(failed.exception());
            } else if (answer instanceof Answer.Cancelled) {
                throw new CancelledError("the request was cancelled at " + home);
            } else if (answer instanceof Answer.Unknown && !again) {
                throw new HomeLeftException(key, String.valueOf(home));
            }
            sleep(BEFORE_ASKING_AGAIN); // until the table of partitions says where it lives now
        }
        throw new HomesClosedException(name);
    }

    private static Exception raise(Throwable failure) {
        if (failure instanceof Error error && !(failure instanceof CancelledError)) {
            throw error;
        }
        return failure instanceof Exception exception ? exception : new RemoteFailureException(failure.toString());
    }

    /** Has {@code listener} called on the loop when keys may have come here, or gone: it asks {@link #isHome} of its own. */
    public void onMove(Runnable listener) {
        moveListeners.add(listener);
    }

    private void look() {
        if (!hazelcast.getLifecycleService().isRunning()) {
            return;
        }
        BitSet own = new BitSet();
        for (Partition partition : partitions()) {
            Member owner = partition.getOwner();
            own.set(partition.getPartitionId(), owner != null && owner.localMember());
        }
        if (!own.equals(ownPartitions)) {
            ownPartitions = own;
            // each in a callback of its own: a failure is the exception handler's, and keeps nobody from being told
            moveListeners.forEach(loop::callSoon);
        }
    }

    private Set<Partition> partitions() {
        return hazelcast.getPartitionService().getPartitions();
    }

    /** By a thread of Hazelcast's. */
    void receive(Message message) {
        if (closed || loop.isClosed()) {
            throw new NotOpenException(name);
        }
        loop.callSoonThreadsafe(() -> message.arrive(this));
    }

    Calls calls() {
        return calls;
    }

    Served<S> served() {
        return served;
    }

    private @Nullable Member caller(CallId id) {
        try {
            return cluster.getMembers().stream()
                    .filter(member -> member.getUuid().equals(id.caller()))
                    .findAny()
                    .orElse(null);
        } catch (HazelcastInstanceNotActiveException shutDown) {
            return null;
        }
    }

    /**
     * Takes no part any more: calls that wait end with a {@link HomesClosedException}. Tasks that work for others go on.
     * Other nodes ask this one again and again while its partitions are here: shut Hazelcast down to have them moved.
     */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            context.remove(contextKey(name), this);
            looking.cancel();
            calls.close();
            stopListening.run(); // Hazelcast may go on without this
        }
    }

    private final class Leaving implements MembershipListener {
        @Override
        public void memberAdded(MembershipEvent event) {}

        @Override
        public void memberRemoved(MembershipEvent event) {
            post.onLoop(() -> calls.memberLeft(event.getMember().getUuid()));
        }
    }

    @Override
    public String toString() {
        return "Homes[" + name + ", " + calls.count() + " calls, serves " + served.count()
                + (closed ? ", closed]" : "]");
    }
}
