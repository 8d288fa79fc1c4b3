import CSparseKernels
import SparseMatrices

/// A text in pieces of whole lines: of a file, or of bytes in memory.
///
/// A line ends in LF, CR LF or CR; the last one need not. No more than a piece is in memory at once.
final class LineReader {
  /// For error messages.
  let name: String
  /// A number of bytes that the text cannot exceed, where that is known.
  let mostBytes: Int?
  /// The number of the line that begins at `start`, from 1.
  private(set) var line = 1

  private let fill: (UnsafeMutableRawBufferPointer) throws(FileError) -> Int
  private var buffer: UnsafeMutableBufferPointer<CChar>
  /// Whole lines that were not yet consumed are at `start ..< stop`, and what follows them up to `end`.
  private var start = 0
  private var stop = 0
  private var end = 0
  private var atEnd = false

  /// A longer line is refused; none that means anything is.
  private static let longestLine = 1 << 24
  /// Small enough to stay in the second-level cache between filling and parsing.
  private static let pieceSize = 1 << 18
  /// Bytes kept for an end of the last line and for the eight that kernels may read after it.
  private static let padding = 9

  private static func allocate(_ size: Int) -> UnsafeMutableBufferPointer<CChar> {
    let buffer = UnsafeMutableBufferPointer<CChar>.allocate(capacity: size)
    buffer.initialize(repeating: 0)
    return buffer
  }

  init(path: String) throws(FileError) {
    let file = try FileReader(path: path)
    name = path
    mostBytes = file.mostBytes
    fill = { buffer throws(FileError) in try file.read(into: buffer) }
    buffer = Self.allocate(Self.pieceSize)
  }

  init(bytes: [UInt8]) {
    var next = 0
    name = "text"
    mostBytes = bytes.count
    fill = { buffer throws(FileError) in
      let count = min(buffer.count, bytes.count - next)
      buffer.copyBytes(from: bytes[next..<next + count])
      next += count
      return count
    }
    buffer = Self.allocate(min(Self.pieceSize, bytes.count + Self.padding + 1))
  }

  deinit { buffer.deallocate() }

  /// The next line without its end, or nil after the last.
  func nextLine() throws(FileError) -> [UInt8]? {
    guard try refill() else { return nil }
    var last = start
    while !Self.isLineEnd(buffer[last]) { last += 1 }
    let bytes = buffer[start..<last].map(UInt8.init(bitPattern:))
    let isPair = buffer[last] == Self.cr && last + 1 < stop && buffer[last + 1] == Self.lf
    start = last + (isPair ? 2 : 1)
    line += 1
    return bytes
  }

  /// Gives `body` piece after piece until it finds something wrong or the text ends.
  ///
  /// `body` returns the kind of what is wrong, with its place in the piece.
  func forEachPiece(
    _ body: (UnsafePointer<CChar>, Int64, inout Int64) -> Int32
  ) throws(FileError) -> TextFault? {
    while try refill() {
      guard let base = buffer.baseAddress else { return nil }
      let text = UnsafePointer(base + start)
      var place: Int64 = 0
      let fault = body(text, Int64(stop - start), &place)
      if fault != SAD_TEXT_FINE {
        var lineStart = Int(place)
        while lineStart > 0, !Self.isLineEnd(text[lineStart - 1]) { lineStart -= 1 }
        return TextFault(
          kind: fault, line: line + Int(sad_count_lines(text, Int64(lineStart))),
          column: Int(place) - lineStart + 1)
      }
      line += Int(sad_count_lines(text, Int64(stop - start)))
      start = stop
    }
    return nil
  }

  /// Makes sure that a whole line is at `start`; false at the end of the text.
  private func refill() throws(FileError) -> Bool {
    if start < stop { return true }
    _ = buffer.update(fromContentsOf: buffer[start..<end])
    end -= start
    start = 0
    stop = 0
    while true {
      if !atEnd {
        let room = UnsafeMutableRawBufferPointer(
          UnsafeMutableBufferPointer(rebasing: buffer[end..<buffer.count - Self.padding]))
        let count = try fill(room)
        end += count
        atEnd = count < room.count
      }
      if atEnd {
        if end > 0, !Self.isLineEnd(buffer[end - 1]) {
          buffer[end] = Self.lf
          end += 1
        }
        stop = end
      } else if let k = buffer[..<end].lastIndex(of: Self.lf) {
        stop = k + 1
      } else if let k = buffer[..<(end - 1)].lastIndex(of: Self.cr) {
        // Not one at the very end, after which a line feed may come.
        stop = k + 1
      }
      if stop == end { buffer[stop] = 0 }
      if stop > 0 || atEnd { return stop > 0 }
      guard buffer.count < Self.longestLine else {
        throw FileError(path: name, reason: "line \(line), column \(end): the line is too long")
      }
      let larger = Self.allocate(2 * buffer.count)
      _ = larger.update(fromContentsOf: buffer[..<end])
      buffer.deallocate()
      buffer = larger
    }
  }

  private static let lf = CChar(bitPattern: UInt8(ascii: "\n"))
  private static let cr = CChar(bitPattern: UInt8(ascii: "\r"))
  private static func isLineEnd(_ byte: CChar) -> Bool { byte == lf || byte == cr }
}

/// What a kernel found wrong with a text, and where: line and column count from 1.
struct TextFault: Equatable {
  /// One of the `SAD_TEXT_` constants.
  var kind: Int32
  var line: Int
  var column: Int
}
