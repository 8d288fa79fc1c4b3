/// Stops the program with a message where a caller made a mistake, a wrong shape say.
///
/// As `precondition`, but release builds say what was wrong too, where `precondition` says only "Illegal instruction". The
/// message is made only where the condition fails.
@inlinable
@inline(__always)
package func require(
  _ condition: Bool, _ message: @autoclosure () -> String, file: StaticString = #fileID,
  line: UInt = #line
) {
  if !condition { stop(message(), file: file, line: line) }
}

/// Stops the program with a message.
@usableFromInline
@inline(never)
package func stop(
  _ message: String, file: StaticString = #fileID, line: UInt = #line
) -> Never {
  fatalError(message, file: file, line: line)
}
