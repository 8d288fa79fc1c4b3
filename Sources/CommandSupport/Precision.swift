import ArgumentParser

/// The option `--precision`.
package enum Precision: String, ExpressibleByArgument, CaseIterable, Sendable {
  case float, double
}
