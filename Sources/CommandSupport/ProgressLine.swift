import Foundation

/// A line on the standard error that says what is being done: rewritten in place on a terminal.
package final class ProgressLine: Sendable {
  private let isTerminal = isatty(STDERR_FILENO) == 1

  package init() {}

  package func show(_ text: String) { write(isTerminal ? "\r\u{1b}[K" + text : text + "\n") }

  /// A line that stays.
  package func note(_ text: String) {
    clear()
    write(text + "\n")
  }

  /// Makes room for a line on the standard output.
  package func clear() {
    if isTerminal { write("\r\u{1b}[K") }
  }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
