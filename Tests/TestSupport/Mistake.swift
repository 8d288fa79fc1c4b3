/// A call with shapes that do not fit, which stops the program and says so: in release builds too.
package struct Mistake: Sendable {
  private let numbers: [Int]
  /// To be called in an exit test.
  package let make: @Sendable () throws -> Void

  /// - Parameter numbers: what the message must name: what was given and what would have been right.
  package init(_ numbers: Int..., make: @escaping @Sendable () throws -> Void) {
    self.numbers = numbers
    self.make = make
  }

  /// The numbers that the message left out; the file and line before it may have them by chance.
  package func numbersMissing(from standardError: [UInt8]?) -> [Int] {
    let text = String(decoding: standardError ?? [], as: UTF8.self)
    let lines = text.split(whereSeparator: \.isNewline)
    let line = lines.first { $0.contains("Fatal error: ") }
    let message = line?.split(separator: "Fatal error: ", maxSplits: 1).last ?? ""
    let said = message.split { !$0.isNumber }.compactMap { Int($0) }
    return numbers.filter { !said.contains($0) }
  }
}
