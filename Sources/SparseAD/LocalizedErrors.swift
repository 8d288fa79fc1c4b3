import SparseAutodiff
import SparseFiles
import SparseGraphs
import SparseMatrices
import SparseODE
import SparseOptimization
import SparseSolvers

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

// Foundation's `localizedDescription` of an error is "error 0" unless the error says more. Most of the modules below do
// without Foundation, so what it wants is here: the text that each error has anyway.

extension SizeError: LocalizedError {
  public var errorDescription: String? { description }
}

extension PatternError: LocalizedError {
  public var errorDescription: String? { description }
}

extension FileError: LocalizedError {
  public var errorDescription: String? { description }
}

extension MatrixMarketError: LocalizedError {
  public var errorDescription: String? { description }
}

extension GraphFileError: LocalizedError {
  public var errorDescription: String? { description }
}

extension GraphvizError: LocalizedError {
  public var errorDescription: String? { description }
}

extension SavedStateError: LocalizedError {
  public var errorDescription: String? { description }
}

extension TriangularError: LocalizedError {
  public var errorDescription: String? { description }
}

extension ODEError: LocalizedError {
  public var errorDescription: String? { description }
}

extension GraphError: LocalizedError {
  public var errorDescription: String? { description }
}

extension GCDEClassifier.Failure: LocalizedError {
  public var errorDescription: String? { description }
}

#if SuiteSparse
extension LUError: LocalizedError {
  public var errorDescription: String? { description }
}

extension CholmodError: LocalizedError {
  public var errorDescription: String? { description }
}

extension ImplicitFunctionError: LocalizedError {
  public var errorDescription: String? { description }
}
#endif
