"""Runs random programs, as Program.java prints them, by CPython's asyncio in virtual time.

Reads them from the standard input, each after a line "program", and prints what happened in each, likewise.
"""

import asyncio
import contextlib
import selectors
import sys


PATIENCE = 3 * 3600  # longer than any program


class Failure(Exception):
    pass


class Statement:
    def __init__(self, words):
        self.verb, self.arguments = words[0], words[1:]
        self.body, self.handler = [], []


def parse(lines):
    """The statements of one program, by their indents."""
    main = []
    open_blocks = [main]  # by depth: where the next line belongs
    last = {}  # the last statement at each depth
    for line in lines:
        words = line.split()
        depth = (len(line) - len(line.lstrip())) // 4
        if words == ["then"]:
            open_blocks[depth + 1:] = [last[depth].handler]
            continue
        statement = Statement(words)
        open_blocks[depth].append(statement)
        last[depth] = statement
        open_blocks[depth + 1:] = [statement.body]
    return main


class NoWait(selectors.SelectSelector):
    """Lets the time pass instead of waiting."""

    loop = None

    def select(self, timeout=None):
        if timeout is None:
            raise SystemError("nothing is left to wait for")
        self.loop.now += max(0, timeout)
        return super().select(0)


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    def __init__(self):
        self.now = 0.0
        selector = NoWait()
        super().__init__(selector)
        selector.loop = self
        self._clock_resolution = 1e-6

    def time(self):
        return self.now


def name_of(thrown):
    if thrown is None:
        return "none"
    if isinstance(thrown, BaseExceptionGroup):
        return "[" + ",".join(sorted(name_of(e) for e in thrown.exceptions)) + "]"
    if isinstance(thrown, Failure):
        return str(thrown)
    names = {
        asyncio.CancelledError: "cancelled",
        TimeoutError: "timeout",
        asyncio.QueueShutDown: "shut down",
        asyncio.BrokenBarrierError: "broken",
        RuntimeError: "refused",
    }
    return names.get(type(thrown), type(thrown).__name__)


def seconds(time):
    return None if time == "never" else int(time) / 1000


class Actor:
    def __init__(self, run, name):
        self.run, self.name = run, name

    def log(self, what):
        self.run.log(self.name, what)

    def known(self, name):
        return self.run.things.get(name)

    @contextlib.contextmanager
    def awaiting(self, names):
        """Those of them that are there, and that do not wait for this task; which waits for them meanwhile."""
        futures = [(name, self.known(name)) for name in names]
        futures = [(name, f) for name, f in futures if f is not None and (f.done() or not self.run.leads(name, self.name))]
        mine = self.run.awaited.setdefault(self.name, [])
        mine.extend(name for name, _ in futures)
        try:
            yield [f for _, f in futures]
        finally:
            for name, _ in futures:
                mine.remove(name)

    async def perform(self, statements):
        for statement in statements:
            waiting = self.say(statement)
            if waiting is not None:
                await waiting

    def callback(self, statements):
        for statement in statements:
            self.say(statement)

    def say(self, statement):
        return getattr(self, "say_" + statement.verb)(statement, *statement.arguments)

    # tasks and futures

    def say_spawn(self, s, name):
        self.run.begin(name, s.body, lambda body: self.run.loop.create_task(body, name=name))
        self.log("spawned " + name)

    def say_eager(self, s, name):
        loop = self.run.loop
        self.run.begin(name, s.body, lambda body: asyncio.Task(body, loop=loop, name=name, eager_start=True))
        self.log("spawned " + name)

    def say_member(self, s, group, name):
        if self.known(group) is not None:
            self.run.begin(name, s.body, lambda body: self.known(group).create_task(body, name=name))
            self.run.awaited.setdefault(self.run.owners[group], []).append(name)
            self.log("added " + name)

    def say_cancel(self, s, name):
        if self.known(name) is not None and self.known(name) is not self.known(self.name):
            self.log(f"cancel {name} {str(self.known(name).cancel()).lower()}")

    def say_uncancel(self, s):
        if asyncio.current_task().cancelling() > 0:
            self.log(f"uncancel {asyncio.current_task().uncancel()}")

    def say_raise(self, s, name):
        self.log("raise")
        raise Failure(name)

    def say_exception(self, s, name):
        future = self.known(name)
        if future is not None and future.done() and not future.cancelled():
            self.log("exception " + name_of(future.exception()))

    def say_setResult(self, s, name):
        if not self.known(name).done():
            self.log("set " + name)
            self.known(name).set_result(name)

    def say_setException(self, s, name, failure):
        if not self.known(name).done():
            self.log("set " + name)
            self.known(name).set_exception(Failure(failure))

    # waiting

    async def say_sleep(self, s, time):
        await asyncio.sleep(seconds(time))
        self.log("slept")

    async def say_await(self, s, name):
        with self.awaiting([name]) as futures:
            for future in futures:
                self.log(f"awaited {await future}")

    async def say_shield(self, s, name):
        with self.awaiting([name]) as futures:
            for future in futures:
                self.log(f"shielded {await asyncio.shield(future)}")

    async def say_waitFor(self, s, name, limit):
        with self.awaiting([name]) as futures:
            for future in futures:
                try:
                    self.log(f"in time {await asyncio.wait_for(future, seconds(limit))}")
                except TimeoutError:
                    self.log("too late")

    async def say_gather(self, s, *names):
        with self.awaiting(names) as futures:
            self.log("gathered " + " ".join(await asyncio.gather(*futures)))

    async def say_gatherOutcomes(self, s, *names):
        with self.awaiting(names) as futures:
            outcomes = await asyncio.gather(*futures, return_exceptions=True)
            self.log("gathered " + " ".join(o if isinstance(o, str) else name_of(o) for o in outcomes))

    async def say_waitUntil(self, s, until, limit, *names):
        with self.awaiting(names) as futures:
            if futures:
                done, pending = await asyncio.wait(
                    futures, timeout=seconds(limit), return_when=getattr(asyncio, until))
                self.log(f"done {len(done)}, pending {len(pending)}")

    async def say_asCompleted(self, s, limit, *names):
        with self.awaiting(names) as futures:
            each = aiter(asyncio.as_completed(futures, timeout=seconds(limit)))
            while True:
                try:
                    future = await anext(each)
                except StopAsyncIteration:
                    return
                except TimeoutError:
                    self.log("too late")
                    return
                await self.completed(future)

    async def completed(self, future):
        try:
            self.log(f"completed {await future}")
        except (Failure, asyncio.CancelledError) as e:
            self.log("completed " + name_of(e))
            if isinstance(e, asyncio.CancelledError) and not future.cancelled():
                raise

    # blocks

    async def say_timeout(self, s, name, limit):
        try:
            async with asyncio.timeout(seconds(limit)) as timeout:
                self.run.things[name] = timeout
                await self.perform(s.body)
            self.log(f"timeout left, expired {str(timeout.expired()).lower()}")
        except TimeoutError:
            self.log("timed out")

    def say_reschedule(self, s, name, limit):
        if self.known(name) is not None:
            time = seconds(limit)
            self.known(name).reschedule(None if time is None else self.run.loop.time() + time)
            self.log("rescheduled")

    async def say_group(self, s, name):
        task = asyncio.current_task()
        while task.cancelling() > 0:
            task.uncancel()
        try:
            async with asyncio.TaskGroup() as group:
                self.run.owners[name] = self.name
                self.run.things[name] = group
                await self.perform(s.body)
            self.log("group left")
        except (BaseExceptionGroup, asyncio.CancelledError) as e:
            self.log("group raised " + name_of(e))
            raise

    async def say_catch(self, s, kind):
        kinds = {"cancel": asyncio.CancelledError, "failure": Exception, "all": BaseException}
        try:
            await self.perform(s.body)
        except kinds[kind] as e:
            self.log("caught " + name_of(e))
            await self.perform(s.handler)

    async def say_finally(self, s):
        try:
            await self.perform(s.body)
        finally:
            self.log("finally")
            await self.perform(s.handler)

    # callbacks

    def say_callSoon(self, s):
        self.run.loop.call_soon(self.callback, s.body)

    def say_callLater(self, s, name, time):
        self.run.things[name] = self.run.loop.call_later(seconds(time), self.callback, s.body)

    def say_dropCall(self, s, name):
        if self.known(name) is not None:
            self.log("drops " + name)
            self.known(name).cancel()

    def say_onDone(self, s, name):
        if self.known(name) is not None:
            self.known(name).add_done_callback(lambda future: self.callback(s.body))

    # primitives

    async def say_lock(self, s, name):
        async with self.known(name):
            self.log("entered " + name)
            await self.perform(s.body)
        self.log("left " + name)

    say_semaphore = say_lock

    def say_set(self, s, name):
        self.known(name).set()
        self.log("set " + name)

    def say_clear(self, s, name):
        self.known(name).clear()
        self.log("cleared " + name)

    async def say_awaitEvent(self, s, name):
        await self.known(name).wait()
        self.log("saw " + name)

    async def say_awaitBarrier(self, s):
        try:
            await self.known("b0").wait()
            self.log("passed b0")
        except asyncio.BrokenBarrierError:
            self.log("b0 is broken")

    # queues

    async def say_put(self, s, name, item):
        try:
            await self.known(name).put(int(item))
            self.log("put " + item)
        except asyncio.QueueShutDown:
            self.log("cannot put")

    async def say_get(self, s, name):
        try:
            self.got(name, await self.known(name).get())
        except asyncio.QueueShutDown:
            self.log("cannot get")

    def got(self, name, item):
        self.known(name).task_done()
        self.log(f"got {item}")

    def say_putNoWait(self, s, name, item):
        try:
            self.known(name).put_nowait(int(item))
            self.log("put " + item)
        except (asyncio.QueueFull, asyncio.QueueShutDown):
            self.log("cannot put")

    async def say_join(self, s, name):
        await self.known(name).join()
        self.log("joined " + name)

    def say_shutDown(self, s, name):
        self.known(name).shutdown()
        self.log("shut down " + name)

    def say_shutDownNow(self, s, name):
        self.known(name).shutdown(immediate=True)
        self.log("shut down " + name)


class Run:
    def __init__(self, loop):
        self.loop = loop
        self.trace = []
        self.failed = set()
        self.awaited = {}  # by task: for whom it waits
        self.owners = {}  # by group
        self.things = {
            "f0": loop.create_future(), "f1": loop.create_future(),
            "l0": asyncio.Lock(), "l1": asyncio.Lock(),
            "s0": asyncio.Semaphore(2), "s1": asyncio.BoundedSemaphore(2),
            "e0": asyncio.Event(), "e1": asyncio.Event(),
            "b0": asyncio.Barrier(2),
            "q0": asyncio.Queue(1), "q1": asyncio.Queue(),
            "q2": asyncio.LifoQueue(2), "q3": asyncio.PriorityQueue(2),
        }

    def log(self, who, what):
        self.trace.append(f"{round(self.loop.time() * 1000)} {who} {what}")

    def leads(self, origin, to, passed=None):
        """Whether one waits for the other, also through others."""
        passed = set() if passed is None else passed
        if origin == to:
            return True
        if origin in passed:
            return False
        passed.add(origin)
        return any(self.leads(name, to, passed) for name in self.awaited.get(origin, []))

    def begin(self, name, body, beginning):
        coroutine = self.live(name, body)
        try:
            task = beginning(coroutine)
        except BaseException:
            coroutine.close()
            raise
        self.things[name] = task
        return task

    async def live(self, name, body):
        self.things[name] = asyncio.current_task()
        self.log(name, "begins")
        try:
            await Actor(self, name).perform(body)
            self.log(name, "ends")
            return name
        except BaseException as e:
            self.log(name, "ends by " + name_of(e))
            if not isinstance(e, asyncio.CancelledError):
                self.failed.add(name)
            raise

    def tasks(self):
        return [(name, self.things[name]) for name in sorted(self.things) if name[0] == "t"]

    def unfinished(self):
        return [task for _, task in self.tasks() if not task.done()]

    async def let_go(self):
        for name in ("f0", "f1"):
            if not self.things[name].done():
                self.things[name].set_result(name)
            await asyncio.sleep(PATIENCE)
        for name in ("e0", "e1"):
            self.things[name].set()
            await asyncio.sleep(PATIENCE)
        await asyncio.sleep(PATIENCE)

    async def main(self, statements):
        first = self.begin("t0", statements, lambda body: self.loop.create_task(body, name="t0"))
        await asyncio.wait([first], timeout=PATIENCE)
        await asyncio.sleep(PATIENCE)
        await self.let_go()
        for turn in range(200):
            left = self.unfinished()
            if not left:
                break
            left[turn % len(left)].cancel()
            await asyncio.sleep(PATIENCE)
        for name, task in self.tasks():
            self.log(name, self.end_of(name, task))

    def end_of(self, name, task):
        if task.cancelled():
            return "was cancelled"
        return "has failed" if name in self.failed else "has returned"


def perform(statements):
    loop = VirtualTimeLoop()
    loop.set_exception_handler(lambda _, context: None)
    asyncio.set_event_loop(loop)
    run = Run(loop)
    try:
        loop.run_until_complete(run.main(statements))
    finally:
        loop.close()
    return run.trace


def main():
    for text in sys.stdin.read().split("program\n")[1:]:
        print("program")
        print("\n".join(perform(parse(text.splitlines()))))


main()
