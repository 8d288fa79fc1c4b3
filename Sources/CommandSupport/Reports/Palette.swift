/// The colours of all reports. A colour means one thing, in whichever chart: those below have a meaning each, and whatever
/// is told apart by shape, place or dashes is in the colour of the text.
///
/// They differ for readers with either kind of red-green blindness too, which a test computes. Sources: after Okabe and
/// Ito, Color Universal Design, 2008, for the meanings; the scheme `muted` of Tol, Colour Schemes, SRON 2021, for the classes.
package enum Palette {
  /// A colour on white paper, and the one in its place on dark.
  package struct Colour: Sendable {
    package let light: UInt32
    package let dark: UInt32
  }

  /// By what they mean, which is also the CSS class that fills with them.
  package static let meanings: [(name: String, colour: Colour)] = [
    ("forward", Colour(light: 0x0072b2, dark: 0x58a8f8)),
    ("backward", Colour(light: 0xd55e00, dark: 0xf09040)),
    ("faster", Colour(light: 0x00704f, dark: 0x18a070)),
    ("slower", Colour(light: 0xd98cb8, dark: 0xf4b4dc)),
  ]

  /// Of the classes of nodes, always on light paper; further classes share ``otherClasses``.
  package static let classes: [UInt32] = [
    0x332288, 0x88ccee, 0x44aa99, 0x117733, 0x999933, 0xddcc77, 0xcc6677, 0x882255, 0xaa4499,
  ]
  package static let otherClasses: UInt32 = 0xbbbbbb

  /// As CSS writes it.
  package static func css(_ colour: UInt32) -> String {
    let digits = String(colour, radix: 16)
    return "#" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
  }

  static var style: String {
    func variables(_ colour: (Colour) -> UInt32) -> String {
      meanings.map { "--\($0.name): \(css(colour($0.colour)));" }.joined(separator: " ")
    }
    return """

      :root { color-scheme: light dark; --paper: #fff; --ink: #1c2126; --faint: #d9dee3; --soft: #5b6670;
        \(variables(\.light)) }
      @media (prefers-color-scheme: dark) {
        :root { --paper: #15181c; --ink: #e4e8ec; --faint: #343b43; --soft: #9aa6b2;
          \(variables(\.dark)) } }
      \(meanings.map { ".\($0.name) { fill: var(--\($0.name)); }" }.joined(separator: " "))
      """
  }
}
