import SparseMatrices

infix operator .* : MultiplicationPrecedence
infix operator ./ : MultiplicationPrecedence

// `.*` and `./` work element by element, whatever the shapes; `*` is the product of linear algebra.

/// `a ⊙ b`.
@specialized(where Value == Double)
@specialized(where Value == Float)
@specialized(where Value == [Double])
@specialized(where Value == [Float])
@specialized(where Value == DenseMatrix<Double>)
@specialized(where Value == DenseMatrix<Float>)
public func .* <Value: DenseValue>(a: Variable<Value>, b: Variable<Value>) -> Variable<Value> {
  Multiplication()(a, b)
}

/// `a ⊙ b`, broadcast (``DenseValue``).
public func .* <S, B: DenseValueBelowMatrix>(
  a: Variable<DenseMatrix<S>>, b: Variable<B>
) -> Variable<DenseMatrix<S>> where B.Scalar == S { Multiplication()(a, b) }

/// `a ⊙ b`, broadcast (``DenseValue``).
public func .* <S, A: DenseValueBelowMatrix>(
  a: Variable<A>, b: Variable<DenseMatrix<S>>
) -> Variable<DenseMatrix<S>> where A.Scalar == S { Multiplication()(a, b) }

/// `a ⊙ b`, broadcast (``DenseValue``).
public func .* <S: DenseValue>(a: Variable<[S]>, b: Variable<S>) -> Variable<[S]>
where S.Scalar == S { Multiplication()(a, b) }

/// `a ⊙ b`, broadcast (``DenseValue``).
public func .* <S: DenseValue>(a: Variable<S>, b: Variable<[S]>) -> Variable<[S]>
where S.Scalar == S { Multiplication()(a, b) }

/// `a ⊘ b`.
@specialized(where Value == Double)
@specialized(where Value == Float)
@specialized(where Value == [Double])
@specialized(where Value == [Float])
@specialized(where Value == DenseMatrix<Double>)
@specialized(where Value == DenseMatrix<Float>)
public func ./ <Value: DenseValue>(a: Variable<Value>, b: Variable<Value>) -> Variable<Value> {
  Division()(a, b)
}

/// `a ⊘ b`, broadcast (``DenseValue``).
public func ./ <S, B: DenseValueBelowMatrix>(
  a: Variable<DenseMatrix<S>>, b: Variable<B>
) -> Variable<DenseMatrix<S>> where B.Scalar == S { Division()(a, b) }

/// `a ⊘ b`, broadcast (``DenseValue``).
public func ./ <S, A: DenseValueBelowMatrix>(
  a: Variable<A>, b: Variable<DenseMatrix<S>>
) -> Variable<DenseMatrix<S>> where A.Scalar == S { Division()(a, b) }

/// `a ⊘ b`, broadcast (``DenseValue``).
public func ./ <S: DenseValue>(a: Variable<[S]>, b: Variable<S>) -> Variable<[S]>
where S.Scalar == S { Division()(a, b) }

/// `a ⊘ b`, broadcast (``DenseValue``).
public func ./ <S: DenseValue>(a: Variable<S>, b: Variable<[S]>) -> Variable<[S]>
where S.Scalar == S { Division()(a, b) }

/// `c ⊘ x`.
public func ./ <Value: DenseValue>(c: Value.Scalar, x: Variable<Value>) -> Variable<Value> {
  ConstantPower(alpha: c, exponent: -1)(x)
}

/// `A ⊙ B`, on the places that both store: ``Hadamard``.
public func .* <S>(
  a: Variable<CSRMatrix<S>>, b: Variable<CSRMatrix<S>>
) -> Variable<CSRMatrix<S>> { a.hadamard(b) }

/// `A ⊙ B` with a dense `B`, on A's pattern: ``Hadamard``.
public func .* <S>(
  a: Variable<CSRMatrix<S>>, b: Variable<DenseMatrix<S>>
) -> Variable<CSRMatrix<S>> { a.hadamard(b) }
