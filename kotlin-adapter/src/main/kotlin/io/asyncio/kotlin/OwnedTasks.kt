package io.asyncio.kotlin

import io.asyncio.Asyncio
import io.asyncio.Coroutine
import io.asyncio.Future
import io.asyncio.Loop
import io.asyncio.NoRunningLoopException
import io.asyncio.Task
import io.asyncio.TaskOptions
import kotlin.coroutines.ContinuationInterceptor
import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.coroutineContext
import kotlin.coroutines.resume
import kotlin.coroutines.suspendCoroutine
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.DisposableHandle
import kotlinx.coroutines.InternalCoroutinesApi
import kotlinx.coroutines.Job
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.yield

/**
 * Runs [body], direct-style code that may suspend a task, as a task of the loop on which this coroutine runs. Its first
 * step runs at once: a body that need not wait suspends nobody.
 */
internal suspend fun <T> inPlace(body: () -> T): T {
    enterLoop()
    return awaitEnd(eagerTask(coroutineContext, body))
}

/** Raises what the coroutine was cancelled with, or that it runs on no loop. */
internal suspend fun enterLoop() {
    val context = coroutineContext
    val loop = loopOf(context)
    context.ensureActive()
    if (!loop.isCurrent) {
        yield() // the coroutine was started undispatched, elsewhere
    }
}

/** On a loop that has closed meanwhile the coroutine ends as one that is cancelled. */
internal fun <T> eagerTask(context: CoroutineContext, body: () -> T): Task<T> {
    val loop = loopOf(context)
    return try {
        loop.createTask(taskOptionsOf(context).withEagerStart(), Coroutine { body() })
    } catch (refused: IllegalStateException) {
        throw if (loop.isClosed) CancellationException("$loop is closed", refused) else refused
    }
}

/**
 * The outcome of a task that belongs to this coroutine: a cancel is passed on to it, once, and its end is waited for.
 * What it has got by then is not lost: it is returned, also to a coroutine that was cancelled meanwhile.
 */
internal suspend fun <T> awaitEnd(task: Future<T>): T {
    if (task.done()) {
        return outcomeOf(task).getOrThrow()
    }
    val passing = passingCancelTo(task, coroutineContext)
    try {
        return suspendCoroutine { continuation -> task.whenDone(continuation::resume) }.getOrThrow()
    } finally {
        passing?.dispose()
    }
}

/** A cancel of the coroutine of [context] is passed on to [task], until that is disposed of. */
@OptIn(InternalCoroutinesApi::class) // to hear of the cancel when it begins
internal fun passingCancelTo(task: Future<*>, context: CoroutineContext): DisposableHandle? =
    context[Job]?.invokeOnCompletion(onCancelling = true) { cause -> task.cancelFromAnyThread(cause) }

/** For a task whose failure somebody will be told of, although a task of another thread may fail before that is known. */
internal fun TaskOptions.seen(): TaskOptions = withDoneCallback { if (!it.cancelled()) it.exception() }

/** The loop that dispatches the coroutine, else the one on which it runs now. */
internal fun loopOf(context: CoroutineContext): Loop =
    (context[ContinuationInterceptor] as? LoopDispatcher)?.loop ?: runningLoop()

private fun runningLoop(): Loop =
    try {
        Asyncio.getRunningLoop()
    } catch (e: NoRunningLoopException) {
        throw IllegalStateException(
            "This coroutine runs on no event loop, as a body needs: make it a task by loop.createTask(...), " +
                "or use withContext(loop.asCoroutineDispatcher())",
            e,
        )
    }
