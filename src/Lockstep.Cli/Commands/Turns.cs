namespace Lockstep.Cli.Commands;

/// <summary>Work that ends in any order and is shown in one.</summary>
/// <param name="count">How many there are.</param>
/// <param name="show">Shows one; called once for each, in order, never twice at once.</param>
internal sealed class Turns(int count, Action<int> show)
{
    private readonly bool[] _isDone = new bool[count];
    private readonly Lock _lock = new();
    private int _next;

    /// <summary>One has ended: it is shown, if all before it were, and so are those behind it that have ended.</summary>
    public void Done(int index)
    {
        lock (_lock)
        {
            _isDone[index] = true;
            for (; _next < count && _isDone[_next]; _next++)
            {
                show(_next);
            }
        }
    }
}
