import CommandSupport
import Dispatch
import Foundation

/// Does `work` as a task that Ctrl-C cancels: what heeds that can end in good order. A second Ctrl-C ends the program.
///
/// - Returns: whether it was cancelled.
func cancelledByInterrupt(
  _ progress: ProgressLine, _ work: @escaping @Sendable () throws -> Void
) async throws -> Bool {
  let task = Task { try work() }
  let source = DispatchSource.makeSignalSource(signal: SIGINT)
  signal(SIGINT, SIG_IGN)
  source.setEventHandler {
    signal(SIGINT, SIG_DFL)
    progress.note("interrupted: this epoch is the last; once more ends the program at once")
    task.cancel()
  }
  source.resume()
  defer {
    source.cancel()
    signal(SIGINT, SIG_DFL)
  }
  try await task.value
  return task.isCancelled
}
