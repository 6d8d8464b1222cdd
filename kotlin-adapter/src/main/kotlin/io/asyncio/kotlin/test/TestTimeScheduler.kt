package io.asyncio.kotlin.test

import java.util.concurrent.TimeUnit
import java.util.concurrent.TimeUnit.MILLISECONDS
import java.util.concurrent.TimeUnit.NANOSECONDS
import kotlin.coroutines.EmptyCoroutineContext
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.InternalCoroutinesApi
import kotlinx.coroutines.test.StandardTestDispatcher
import kotlinx.coroutines.test.TestCoroutineScheduler
import reactor.core.Disposable
import reactor.core.Disposables
import reactor.core.Exceptions
import reactor.core.scheduler.Scheduler
import reactor.core.scheduler.Schedulers

@OptIn(ExperimentalCoroutinesApi::class)
internal class TestTimeScheduler(private val time: TestCoroutineScheduler) : Scheduler {
    private val dispatcher = StandardTestDispatcher(time)
    private val works = Disposables.composite()

    override fun now(unit: TimeUnit): Long = unit.convert(time.currentTime, MILLISECONDS)

    override fun schedule(task: Runnable): Disposable = schedule(task, 0, MILLISECONDS)

    override fun schedule(task: Runnable, delay: Long, unit: TimeUnit): Disposable =
        Work(works, task, NOT_PERIODIC).scheduleIn(unit.toNanos(delay))

    override fun schedulePeriodically(task: Runnable, initialDelay: Long, period: Long, unit: TimeUnit): Disposable =
        Work(works, task, unit.toNanos(period)).scheduleIn(unit.toNanos(initialDelay))

    override fun createWorker(): Scheduler.Worker = TestTimeWorker(Disposables.composite()).also(works::add)

    override fun dispose() = works.dispose()

    override fun isDisposed(): Boolean = works.isDisposed

    override fun toString(): String = "TestTimeScheduler[${time.currentTime} ms]"

    private inner class TestTimeWorker(private val own: Disposable.Composite) : Scheduler.Worker, Disposable by own {
        override fun schedule(task: Runnable): Disposable = schedule(task, 0, MILLISECONDS)

        override fun schedule(task: Runnable, delay: Long, unit: TimeUnit): Disposable =
            Work(own, task, NOT_PERIODIC).scheduleIn(unit.toNanos(delay))

        override fun schedulePeriodically(
            task: Runnable,
            initialDelay: Long,
            period: Long,
            unit: TimeUnit,
        ): Disposable = Work(own, task, unit.toNanos(period)).scheduleIn(unit.toNanos(initialDelay))

        override fun dispose() {
            own.dispose()
            works.remove(this)
        }
    }

    /** What is scheduled, and belongs to [group]. */
    private inner class Work(
        private val group: Disposable.Composite,
        task: Runnable,
        private val period: Long,
    ) : Runnable, Disposable {
        private val task = Schedulers.onSchedule(task)
        private val timer = Disposables.swap()

        fun scheduleIn(nanos: Long): Disposable {
            if (!group.add(this)) {
                throw Exceptions.failWithRejected()
            }
            setTimer(nanos)
            return this
        }

        @OptIn(InternalCoroutinesApi::class) // the one way to a timer of the test's scheduler that can be disposed of
        private fun setTimer(nanos: Long) {
            val handle = dispatcher.invokeOnTimeout(ceilToMillis(nanos), this, EmptyCoroutineContext)
            timer.update(Disposable { handle.dispose() })
        }

        override fun run() {
            if (isDisposed) {
                return
            }
            if (period == NOT_PERIODIC) {
                dispose()
            }
            task.run()
            if (!isDisposed) {
                setTimer(period)
            }
        }

        override fun dispose() {
            timer.dispose()
            group.remove(this)
        }

        override fun isDisposed(): Boolean = timer.isDisposed
    }

    private companion object {
        const val NOT_PERIODIC = -1L

        fun ceilToMillis(nanos: Long): Long {
            val millis = NANOSECONDS.toMillis(nanos)
            return if (MILLISECONDS.toNanos(millis) < nanos) millis + 1 else maxOf(0, millis)
        }
    }
}
