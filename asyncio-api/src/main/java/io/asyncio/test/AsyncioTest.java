package io.asyncio.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A JUnit 5 test method that runs as a task of a loop of its own, in virtual time: it may {@code sleep}, {@code await}
 * and so on. Its {@code @BeforeEach} and {@code @AfterEach} methods run on the same loop; parameters of type
 * {@code Loop} get it. The test fails if it leaves tasks behind, or errors that nobody handled, or does not end.
 *
 * <p>In virtual time, a test that waits for what nobody will do fails at once: nothing is ready, no deadline is set, no
 * {@code toThread} call is under way, no socket is open and no subprocess runs, for a second of real time.
 *
 * <pre>
 *   &#64;AsyncioTest
 *   void retriesForAMinute() throws Exception {
 *       Task&lt;String> task = createTask(() -> client.fetch());
 *       sleep(Duration.ofMinutes(1));
 *       assertTrue(task.done());
 *   }
 * </pre>
 *
 * <p>For parameterised and repeated tests put {@code @ExtendWith(AsyncioExtension.class)} on the class instead.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Test
@ExtendWith(AsyncioExtension.class)
public @interface AsyncioTest {
    /** Whether a second takes a second: for tests with sockets or other threads. */
    boolean realTime() default false;

    /**
     * The seconds, in real time, after which the test is cancelled and fails; the failure says where its tasks stand.
     * If a thread blocks the loop then, the failure shows its stack, and the thread is interrupted; if that does not
     * help within five seconds, the loop is left to itself. A number that is not positive is refused.
     */
    double timeoutSeconds() default 60;
}
