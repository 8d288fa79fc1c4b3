import Foundation

/// A number with so many decimals.
package func fixed(_ value: Double, _ decimals: Int) -> String {
  String(format: "%.\(decimals)f", value)
}

/// As a tick is named: without zeros at its end, and with an exponent where it is very large or small.
package func short(_ value: Double) -> String { String(format: "%g", value) }

/// A part, in percent.
package func percent(_ part: Double) -> String { fixed(100 * part, 1) }

/// A number and what it counts, in the plural but for 1.
package func counted(_ count: Int, _ noun: String, plural: String? = nil) -> String {
  "\(count) \(count == 1 ? noun : plural ?? noun + "s")"
}

/// A time in the unit that suits it.
package func duration(milliseconds: Double) -> String {
  milliseconds < 0.1
    ? fixed(milliseconds * 1000, 2) + " µs"
    : milliseconds < 1000 ? fixed(milliseconds, 2) + " ms" : fixed(milliseconds / 1000, 2) + " s"
}

extension String {
  /// With spaces before it, to so many characters.
  package func padded(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}

/// Text as it may stand in HTML.
package func escaped(_ text: String) -> String {
  text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
    .replacingOccurrences(of: ">", with: "&gt;").replacingOccurrences(of: "'", with: "&#39;")
    .replacingOccurrences(of: "\"", with: "&quot;")
}
