namespace Lockstep.Cli.Settings;

/// <summary>A place in a settings file, both counted from 1.</summary>
internal readonly record struct SourcePosition(int Line, int Column) : IComparable<SourcePosition>
{
    public int CompareTo(SourcePosition other) => (Line, Column).CompareTo((other.Line, other.Column));
}
