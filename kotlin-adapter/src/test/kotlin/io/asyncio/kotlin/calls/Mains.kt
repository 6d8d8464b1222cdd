package io.asyncio.kotlin.calls

import io.asyncio.Asyncio.*
import io.asyncio.Task
import io.asyncio.kotlin.*

// Outside of classes, where `run` needs no other name.

internal fun outsideOfClasses(): Int = run {
    val task: Task<Int> = createTask { 42 }
    task.await()
}

internal fun withoutValue(): String? = run { currentTask().let { null } }
