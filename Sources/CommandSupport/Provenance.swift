import Foundation
import SparseAD

/// When, where, and by which command and version something was made.
package struct Provenance: Codable, Sendable {
  /// ISO 8601, in UTC.
  package let date: String
  package let version: String
  package let commandLine: String
  package let processor: String
  package let processors: Int
  package let system: String
  package let instructionSet: String
  package let threads: Int

  /// Of this run, with the number of threads that is set now.
  package init() {
    date = Date().formatted(.iso8601)
    version = Self.describedVersion ?? "of an unknown version"
    commandLine = Self.commandLine(CommandLine.arguments)
    processor = Self.processorName ?? "unknown processor"
    processors = ProcessInfo.processInfo.processorCount
    system = ProcessInfo.processInfo.operatingSystemVersionString
    instructionSet = "\(Threads.instructionSet)"
    threads = Threads.count
  }

  /// The machine, in two lines.
  package var machine: String {
    "\(processor), \(counted(processors, "processor")), \(system)\n"
      + "\(counted(threads, "thread")), \(instructionSet)"
  }

  /// The words as a shell takes them, the program by its name alone.
  package static func commandLine(_ words: [String]) -> String {
    let program = words.first.map { URL(fileURLWithPath: $0).lastPathComponent }
    return ([program].compactMap(\.self) + words.dropFirst()).map { word in
      let isPlain =
        !word.isEmpty && word.allSatisfy { $0.isLetter || $0.isNumber || "-_./=,:+@".contains($0) }
      return isPlain ? word : "'" + word.replacing("'", with: #"'\''"#) + "'"
    }.joined(separator: " ")
  }

  /// What `git describe` says of the checkout that the program was built in; nil outside of one.
  private static var describedVersion: String? {
    guard let program = Bundle.main.executableURL?.resolvingSymlinksInPath() else { return nil }
    let git = Process()
    git.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    git.arguments = [
      "git", "-C", program.deletingLastPathComponent().path, "describe", "--always", "--dirty",
      "--tags",
    ]
    let output = Pipe()
    (git.standardOutput, git.standardError) = (output, FileHandle.nullDevice)
    do { try git.run() } catch { return nil }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    git.waitUntilExit()
    let version = text.trimmingCharacters(in: .whitespacesAndNewlines)
    return git.terminationStatus == 0 && !version.isEmpty ? version : nil
  }

  /// The name that the system gives its processor, if it does.
  private static var processorName: String? {
    let information = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
    let line = information?.split(separator: "\n").first { $0.hasPrefix("model name") }
    return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
  }
}
