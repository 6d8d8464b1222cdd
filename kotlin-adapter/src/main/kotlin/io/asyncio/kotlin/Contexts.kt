package io.asyncio.kotlin

import io.asyncio.Task
import io.asyncio.TaskOptions
import io.micrometer.context.ContextRegistry
import kotlin.coroutines.AbstractCoroutineContextElement
import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.EmptyCoroutineContext
import kotlinx.coroutines.CoroutineName
import kotlinx.coroutines.reactor.ReactorContext
import reactor.util.context.Context
import reactor.util.context.ContextView

private val reactorIsThere = isThere("kotlinx.coroutines.reactor.ReactorContext")
private val micrometerIsThere = isThere("io.micrometer.context.ContextRegistry")

/** For a task that does a coroutine's work: its name, its Reactor context. */
internal fun taskOptionsOf(context: CoroutineContext): TaskOptions {
    val name = context[CoroutineName]?.name
    val options = if (name == null) TaskOptions.defaults() else TaskOptions.named(name)
    return if (reactorIsThere) ReactorContexts.addTo(options, context) else options
}

/** For a coroutine that does a task's work: its Reactor context, its thread-locals as they are now. */
internal fun coroutineContextOf(task: Task<*>): CoroutineContext =
    (if (reactorIsThere) ReactorContexts.of(task) else EmptyCoroutineContext) +
        (if (micrometerIsThere) ThreadLocals.captured() else EmptyCoroutineContext)

/** A class of its own, as it is loaded only if the library is there. */
private object ReactorContexts {
    fun addTo(options: TaskOptions, context: CoroutineContext): TaskOptions {
        val reactor = context[ReactorContext] ?: return options
        val isOfTask = context[OfTask]?.element === reactor
        val given = if (isOfTask && micrometerIsThere) withoutThreadLocals(reactor) else reactor.context
        return options.withReactorContext(given)
    }

    /** They may have changed since the coroutine's start; a task gets them as they are where it is created. */
    private fun withoutThreadLocals(reactor: ReactorContext): ContextView =
        ContextRegistry.getInstance().threadLocalAccessors.fold(Context.of(reactor.context)) { rest, accessor ->
            rest.delete(accessor.key())
        }

    fun of(task: Task<*>): CoroutineContext {
        val context = task.reactorContext() // made anew each time the task asks
        return if (context.isEmpty) EmptyCoroutineContext else ReactorContext(context).let { it + OfTask(it) }
    }

    /** Marks [element] as a task's, not one that the user has given. */
    private class OfTask(val element: ReactorContext) : AbstractCoroutineContextElement(OfTask) {
        companion object Key : CoroutineContext.Key<OfTask>
    }
}

/** Likewise. */
private object ThreadLocals {
    fun captured(): CoroutineContext =
        if (ContextRegistry.getInstance().threadLocalAccessors.isEmpty()) EmptyCoroutineContext else MicrometerContext()
}

private fun isThere(className: String): Boolean =
    try {
        Class.forName(className, false, Task::class.java.classLoader)
        true
    } catch (e: ClassNotFoundException) {
        false
    } catch (e: LinkageError) {
        false
    }
