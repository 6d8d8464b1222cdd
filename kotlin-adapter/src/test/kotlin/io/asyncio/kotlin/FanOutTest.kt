package io.asyncio.kotlin

import io.asyncio.Task
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.reactor.awaitSingle
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

/** One program in three languages of waiting, on one loop: a thousand workers end in one order. */
class FanOutTest : LoopFixture() {
    private fun byCoroutines(): Task<List<String>> = loop.task {
        val told = mutableListOf<String>()
        coroutineScope {
            repeat(FanOut.WORKERS) { worker ->
                launch {
                    delay(FanOut.first(worker))
                    told += "first $worker"
                    delay(FanOut.second(worker))
                    told += "second $worker"
                }
            }
        }
        told
    }

    /** By time; those who wake at one time by who went to sleep first. */
    private val expected: List<String> = run {
        val workers = 0 until FanOut.WORKERS
        val firsts = workers.map { Triple(FanOut.first(it), 0L, "first $it") }
        val seconds = workers.map { Triple(FanOut.first(it) + FanOut.second(it), FanOut.first(it), "second $it") }
        (firsts + seconds).sortedWith(compareBy({ it.first }, { it.second })).map { it.third }
    }

    @Test
    fun `tasks, Monos and coroutines give one order`() = outside<Unit> {
        assertThat(FanOut.byTasks(loop).await()).isEqualTo(expected)
        assertThat(FanOut.byMonos(loop).awaitSingle()).isEqualTo(expected)
        assertThat(byCoroutines().await()).isEqualTo(expected)
    }

    @Test
    fun `also all at once`() = outside<Unit> {
        val (tasks, coroutines) = inTask { FanOut.byTasks(loop) to byCoroutines() }
        assertThat(FanOut.byMonos(loop).awaitSingle()).isEqualTo(expected)
        assertThat(tasks.await()).isEqualTo(expected)
        assertThat(coroutines.await()).isEqualTo(expected)
    }
}
