import SparseMatrices

extension ComputationGraph {
  /// Which way the computation runs across the picture.
  public enum Direction: String, Sendable {
    /// From the inputs at the top to the result at the bottom.
    case down = "TB"
    /// From the inputs at the left to the result at the right.
    case right = "LR"
  }

  /// The graph in the language of Graphviz.
  ///
  /// A node shows its operation, its shape and, if asked for, its first values. Inputs are blue, constants dashed, the
  /// result green; what the result does not depend on is grey. Operands come in from left to right. An input
  /// that is used more often than three times is not joined to the later uses; they show its name.
  public func graphviz(showsValues: Bool = false, direction: Direction = .down) -> String {
    var lines = [
      """
      digraph computation {
        rankdir=\(direction.rawValue); nodesep=0.25; ranksep=0.3; ordering=in;
        node [shape=box, style="rounded,filled", fillcolor="#f6f6f4", color="#8a8a86",
          fontname="Helvetica", fontsize=12, height=0.3, margin="0.12,0.05"];
        edge [color="#6e6e6a", arrowsize=0.6];
      """
    ]
    for (number, node) in nodes.enumerated() {
      let style = number == result ? Self.resultStyle : node.style
      lines.append("  n\(number) [label=<\(node.label(showsValues: showsValues))>\(style)];")
    }
    var uses = [Int](repeating: 0, count: nodes.count)
    for (number, node) in nodes.enumerated() {
      for operand in node.operands {
        uses[operand] += 1
        if case .input(let name) = nodes[operand].kind, uses[operand] > Self.mostEdgesOfInput {
          let tag = "n\(operand)_\(uses[operand])"
          lines.append("  \(tag) [label=<\(name.escapedForHTML)>\(Self.tagStyle)];")
          lines.append("  \(tag) -> n\(number);")
        } else {
          lines.append("  n\(operand) -> n\(number);")
        }
      }
    }
    return lines.joined(separator: "\n") + "\n}\n"
  }

  /// The graph drawn by Graphviz's program `dot`, as SVG.
  ///
  /// - Parameters:
  ///   - showsValues: whether a node shows its first values.
  ///   - direction: which way the computation runs.
  ///   - program: its name, looked for as a shell does, or its path.
  /// - Throws: ``GraphvizError`` where there is no such program or it fails.
  public func svg(
    showsValues: Bool = false, direction: Direction = .down, program: String = "dot"
  ) throws(GraphvizError) -> String {
    let text = graphviz(showsValues: showsValues, direction: direction)
    do throws(ProgramError) {
      return try Kernels.filter(text, through: program, "-Tsvg")
    } catch {
      throw error == .notFound
        ? .notInstalled(program: program) : .failed(program: program, reason: "\(error)")
    }
  }

  /// Weights used in every step would fill the picture with edges; from here on each use has the name beside it.
  private static let mostEdgesOfInput = 3
  private static let tagStyle = ##", shape=plain, style="", fontcolor="#3b6fb0""##
  private static let resultStyle = ##", fillcolor="#d9efd5", color="#3f8a37", penwidth=1.6"##
}

/// Why a graph could not be drawn.
public enum GraphvizError: Error, Equatable {
  /// There is no such program on the search path.
  case notInstalled(program: String)
  /// The program ended with an error.
  case failed(program: String, reason: String)
}

extension GraphvizError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notInstalled(let program):
      "the program \(program) was not found: install Graphviz (apt-get install graphviz, brew install graphviz)"
    case .failed(let program, let reason): "\(program) failed: \(reason)"
    }
  }
}

extension ComputationGraph.Node {
  /// What follows the label: only what differs from an operation that is used.
  fileprivate var style: String {
    guard isUsed else { return ##", fillcolor="#ffffff", color="#c8c8c4", fontcolor="#9a9a96""## }
    return switch kind {
    case .input: ##", fillcolor="#dbe8f8", color="#3b6fb0""##
    case .constant: ##", fillcolor="#ffffff", style="rounded,filled,dashed""##
    case .operation: ""
    }
  }

  fileprivate func label(showsValues: Bool) -> String {
    let title =
      switch kind {
      case .input(let name), .operation(let name): "<b>\(name.escapedForHTML)</b>"
      case .constant: "constant"
      }
    var lines = [title, #"<font point-size="10">\#(shape.escapedForHTML)</font>"#]
    if showsValues, coordinateCount > 0 {
      let values = preview.map { decimal($0, digits: 4) }.joined(separator: ", ")
      let text = coordinateCount > preview.count ? values + ", …" : values
      lines.append(#"<font point-size="10">\#(text)</font>"#)
    }
    return lines.joined(separator: "<br/>")
  }
}

extension String {
  fileprivate var escapedForHTML: String {
    reduce(into: "") { text, character in
      switch character {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      case _ where character.isNewline: text += " "
      default: text.append(character)
      }
    }
  }
}
