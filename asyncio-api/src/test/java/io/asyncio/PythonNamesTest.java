package io.asyncio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page for those who come from Python says of each public name of asyncio, as of CPython 3.14, what it is here. */
@Tag("environment")
class PythonNamesTest {
    private static final Pattern NAME = Pattern.compile("\\w+");
    private static final Set<String> NAMES_IN_TABLE = namesInTable();

    private static Set<String> namesInTable() {
        try {
            return Files.readString(Path.of("../docs/from-python.md"))
                    .lines()
                    .filter(line -> line.startsWith("|"))
                    .map(line -> line.substring(1, line.indexOf('|', 1)))
                    .flatMap(python -> NAME.matcher(python).results())
                    .map(found -> found.group())
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // running, tasks, waiting
                "run Runner Task TaskGroup create_task current_task all_tasks sleep gather wait_for shield wait timeout",
                "timeout_at Timeout to_thread run_coroutine_threadsafe as_completed Future wrap_future isfuture",
                "ensure_future iscoroutine iscoroutinefunction eager_task_factory create_eager_task_factory",
                "FIRST_COMPLETED FIRST_EXCEPTION ALL_COMPLETED",
                // primitives and queues
                "Lock Event Condition Semaphore BoundedSemaphore Barrier Queue PriorityQueue LifoQueue",
                // streams and subprocesses
                "open_connection open_unix_connection start_server start_unix_server StreamReader StreamWriter Server",
                "create_subprocess_exec create_subprocess_shell",
                // errors
                "CancelledError BrokenBarrierError InvalidStateError TimeoutError IncompleteReadError LimitOverrunError",
                "SendfileNotAvailableError QueueEmpty QueueFull QueueShutDown",
                // the loop
                "get_running_loop get_event_loop set_event_loop new_event_loop EventLoop SelectorEventLoop",
                "ProactorEventLoop AbstractEventLoop BaseEventLoop get_event_loop_policy set_event_loop_policy",
                "AbstractEventLoopPolicy Handle TimerHandle run_until_complete run_forever stop close is_running is_closed",
                "shutdown_asyncgens shutdown_default_executor set_debug get_debug slow_callback_duration call_soon",
                "call_soon_threadsafe call_later call_at time run_in_executor set_default_executor create_future",
                "set_task_factory get_task_factory call_exception_handler set_exception_handler get_exception_handler",
                "default_exception_handler add_signal_handler remove_signal_handler",
                // one layer below
                "getaddrinfo getnameinfo create_connection create_server create_unix_connection create_unix_server",
                "connect_accepted_socket create_datagram_endpoint sendfile start_tls connect_read_pipe connect_write_pipe",
                "sock_recv sock_recv_into sock_recvfrom sock_recvfrom_into sock_sendall sock_sendto sock_connect",
                "sock_accept sock_sendfile add_reader remove_reader add_writer remove_writer subprocess_exec",
                "subprocess_shell BaseTransport Transport ReadTransport WriteTransport DatagramTransport",
                "SubprocessTransport is_closing get_extra_info get_protocol set_protocol is_reading pause_reading",
                "resume_reading write writelines can_write_eof write_eof abort get_write_buffer_size",
                "get_write_buffer_limits set_write_buffer_limits sendto get_pid get_pipe_transport get_returncode kill",
                "send_signal terminate BaseProtocol Protocol BufferedProtocol DatagramProtocol SubprocessProtocol",
                "StreamReaderProtocol connection_made connection_lost pause_writing resume_writing data_received",
                "eof_received get_buffer buffer_updated datagram_received error_received pipe_data_received",
                "pipe_connection_lost process_exited",
                // seeing
                "print_call_graph format_call_graph capture_call_graph FutureCallGraph FrameCallGraphEntry",
                "future_add_to_awaited_by future_discard_from_awaited_by",
                // methods
                "done result exception cancelled cancelling uncancel get_name set_name add_done_callback",
                "remove_done_callback get_stack print_stack get_coro get_context set_result set_exception get_loop cancel",
                "set clear is_set acquire release locked notify notify_all reset parties n_waiting broken put get",
                "put_nowait get_nowait join task_done shutdown read readexactly readline readuntil at_eof drain",
                "wait_closed sockets is_serving serve_forever close_clients abort_clients communicate stdin stdout",
                "stderr pid returncode reschedule when expired",
            })
    void eachPublicNameHasItsRow(String names) {
        assertThat(NAMES_IN_TABLE).contains(names.split(" "));
    }
}
