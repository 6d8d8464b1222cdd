/**
 * Programs that a machine writes, to see that whatever tasks do with each other keeps the rules.
 *
 * <pre>
 *   what may a program say?          Verb; TaskVerbs, WaitVerbs, BlockVerbs, CallbackVerbs, PrimitiveVerbs, QueueVerbs, FarVerbs
 *   how is one drawn?                Draft, from a seed and a Dialect; a Program is a tree of Statements
 *   where and how does it run?       Stage: on which fiber, thread and clock; Run, in which an Actor performs statements
 *   what must hold?                  Ledger, QueueLedger; and the trace of a Run is the same on every Stage
 *   what is left of one that fails?  Shrinker
 *   what does CPython make of it?    Python, by programs.py
 *   what do users' errors do?        Faults, FaultVerbs
 * </pre>
 */
package io.asyncio.program;
