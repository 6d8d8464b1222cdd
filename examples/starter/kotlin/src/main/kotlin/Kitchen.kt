import io.asyncio.Asyncio.getRunningLoop
import io.asyncio.Coroutine
import io.asyncio.Queue
import io.asyncio.kotlin.await
import io.asyncio.kotlin.createTask
import io.asyncio.kotlin.run
import io.asyncio.kotlin.sleep
import io.asyncio.kotlin.task
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.delay

/** Two cooks, who are tasks, and a waiter, who is a coroutine, on one thread: what they share needs no lock. */
fun serve(dishes: List<String>): Set<String> = run {
    val orders = Queue<String>(2) // the waiter waits while it is full
    val served = mutableSetOf<String>()
    val cooks = List(2) { number ->
        createTask("cook $number") {
            while (true) {
                val dish = orders.get()
                sleep(20.milliseconds)
                served += dish
                orders.taskDone()
            }
        }
    }
    val waiter = getRunningLoop().task { takeOrders(dishes, orders) }
    waiter.await()
    orders.join()
    cooks.forEach { it.cancel() }
    served
}

private suspend fun takeOrders(dishes: List<String>, orders: Queue<String>) {
    for (dish in dishes) {
        delay(5)
        Coroutine { orders.put(dish) }.await()
    }
}

fun main() {
    println("served: " + serve(listOf("soup", "pasta", "salad", "cake")))
}
