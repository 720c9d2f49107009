package ast

type Expr interface{ Walk(Visitor) (Expr, error) }

type Visitor interface {
	Enter(Expr) (Visitor, error)
	Exit(Expr) (Expr, error)
}

type Template struct{}

func (*Template) Walk(Visitor) (Expr, error) { panic("stub") }
