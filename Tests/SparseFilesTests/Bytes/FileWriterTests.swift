import Foundation
import SparseAD
import TestSupport
import Testing

/// A file appears whole or not at all, and nothing else is left beside it.
@Suite struct FileWriterTests {
  private func contents(_ directory: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
  }

  private func permissions(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  private func touch(_ path: String, _ text: String = "") throws {
    try text.write(toFile: path, atomically: false, encoding: .utf8)
  }

  @Test func whatAKilledProcessLeftIsRemoved() async throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    await #expect(processExitsWith: .signal(SIGKILL)) { [directory = directory as String] in
      let writer = try FileWriter(path: "\(directory)/run.json")
      try writer.write([UInt8](repeating: 1, count: 1 << 20))
      kill(getpid(), SIGKILL)
    }
    #expect(try contents(directory).count == 1)
    try FileWriter.write([65], to: "\(directory)/run.json")
    #expect(try contents(directory) == ["run.json"])
  }

  @Test func onlyTemporaryFilesOfThatNameAreRemoved() throws {
    try withTemporaryDirectory { directory in
      let others = [
        "run.0123456789abc.saving", "run.json.0123456789ab.saving", "run.json.0123456789abC.saving",
        "run.json.0123456789abc", "run.json.0123456789abc.saving.gz", "run.json.bak.saving",
      ]
      for name in others + ["run.json.0123456789abc.saving"] { try touch("\(directory)/\(name)") }
      try FileWriter.write([65], to: "\(directory)/run.json")
      #expect(try contents(directory) == (others + ["run.json"]).sorted())
    }
  }

  @Test func anotherWritersFileStays() throws {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/run.json"
      let first = try FileWriter(path: path)
      try first.write(Array("first".utf8))
      try FileWriter.write(Array("second".utf8), to: path)
      #expect(try contents(directory).count == 2 && text(path) == "second")
      try first.commit()
      #expect(try contents(directory) == ["run.json"] && text(path) == "first")
    }
  }

  @Test func manyWritersAtOnce() async throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    await withTaskGroup(of: Void.self) { group in
      for k in 0..<8 {
        group.addTask {
          for _ in 0..<50 {
            let bytes = [UInt8](repeating: UInt8(65 + k), count: 1000 + k)
            #expect(throws: Never.self) { try FileWriter.write(bytes, to: "\(directory)/x") }
          }
        }
      }
    }
    let bytes = try Array(text("\(directory)/x").utf8)
    #expect(bytes == [UInt8](repeating: bytes[0], count: 1000 + Int(bytes[0]) - 65))
    #expect(try contents(directory) == ["x"])
  }

  @Test func aNameWithoutAFolderIsInThisOne() async {
    await #expect(processExitsWith: .success) {
      try withTemporaryDirectory { directory in
        #expect(FileManager.default.changeCurrentDirectoryPath(directory))
        try touch("x.0123456789abc.saving")
        try FileWriter.write([65], to: "x")
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["x"])
      }
      func touch(_ path: String) throws {
        try "".write(toFile: path, atomically: false, encoding: .utf8)
      }
    }
  }

  @Test func permissionsAreTheFilesOrTheProcesss() async {
    await #expect(processExitsWith: .success) {
      umask(0o027)
      try withTemporaryDirectory { directory in
        let path = "\(directory)/x"
        func permissions() throws -> Int? {
          try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        try FileWriter.write([65], to: path)
        #expect(try permissions() == 0o640)
        chmod(path, 0o604)
        try FileWriter.write([66], to: path)
        #expect(try permissions() == 0o604)
      }
    }
  }

  @Test func aLinkStaysAndItsFileIsReplaced() throws {
    try withTemporaryDirectory { directory in
      let manager = FileManager.default
      try manager.createDirectory(atPath: "\(directory)/runs", withIntermediateDirectories: false)
      func link(_ name: String, to target: String) throws {
        try manager.createSymbolicLink(
          atPath: "\(directory)/\(name)", withDestinationPath: target)
      }
      try touch("\(directory)/runs/3", "old")
      chmod("\(directory)/runs/3", 0o600)
      try link("latest", to: "runs/3")
      try link("twice", to: "\(directory)/latest")
      try FileWriter.write(Array("new".utf8), to: "\(directory)/twice")
      #expect(try text("\(directory)/runs/3") == "new")
      #expect(try permissions("\(directory)/runs/3") == 0o600)
      #expect(try manager.destinationOfSymbolicLink(atPath: "\(directory)/latest") == "runs/3")

      try link("next", to: "runs/4")
      try FileWriter.write(Array("made".utf8), to: "\(directory)/next")
      #expect(try text("\(directory)/runs/4") == "made")
      #expect(try contents("\(directory)/runs") == ["3", "4"])

      try link("loop", to: "loop")
      expectFailure("\(directory)/loop")
      try link("nowhere", to: "missing/x")
      expectFailure("\(directory)/nowhere")
      #expect(try contents(directory) == ["latest", "loop", "next", "nowhere", "runs", "twice"])
    }
  }

  private func expectFailure(
    _ path: String, _ reason: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: FileError.self, sourceLocation: sourceLocation) {
      try FileWriter.write([UInt8](repeating: 65, count: 1 << 20), to: path)
    }
    #expect(error?.path == path, sourceLocation: sourceLocation)
    if let reason { #expect(error?.reason == reason, sourceLocation: sourceLocation) }
  }

  @Test func aFailureNamesThePathAndLeavesNothing() throws {
    try withTemporaryDirectory { directory in
      expectFailure(directory, "Is a directory")
      expectFailure("\(directory)/missing/x", "No such file or directory")
      #if os(Linux)
      expectFailure("/dev/full", "No space left on device")
      expectFailure("/proc/x")
      #endif
      if geteuid() != 0 {
        chmod(directory, 0o555)
        expectFailure("\(directory)/x", "Permission denied")
      }
      let left = try contents(directory)
      #expect(left.isEmpty)
    }
  }

  /// As a disk without room: part of the file is written when it shows.
  @Test(arguments: Traits.names("x"))
  func aFileThatBecomesTooLargeIsNone(name: String) async {
    await #expect(processExitsWith: .success) { [name = name as String] in
      try withTemporaryDirectory { directory in
        let path = "\(directory)/\(name)"
        try "old".write(toFile: path, atomically: false, encoding: .utf8)
        signal(SIGXFSZ, SIG_IGN)
        var limit = rlimit()
        getrlimit(numericCast(RLIMIT_FSIZE.rawValue), &limit)
        limit.rlim_cur = 100_000
        setrlimit(numericCast(RLIMIT_FSIZE.rawValue), &limit)
        var generator = SeededGenerator(seed: 1)
        let bytes = (0..<500_000).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
        let error = #expect(throws: FileError.self) { try FileWriter.write(bytes, to: path) }
        #expect(error?.path == path && error?.reason == "File too large")
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == [name])
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
      }
    }
  }
}
