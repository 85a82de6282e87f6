using Lockstep.Tree;

namespace Lockstep.Plan.Comparing;

/// <summary>Walks four lists of entries side by side in name order: one step for each name that any of them has.</summary>
internal ref struct NameMerge(EntryList project, EntryList baseline, EntryList target, EntryList held)
{
    private static readonly Entry Nothing = Entry.Absent;

    private readonly bool _sharesTarget = ReferenceEquals(baseline, target);
    private readonly bool _sharesHeld = ReferenceEquals(baseline, held);
    private Cursor _project = new(project);
    private Cursor _baseline = new(baseline);
    private Cursor _target = new(target);
    private Cursor _held = new(held);

    /// <summary>The name.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>What the project has under the name.</summary>
    public readonly ref readonly Entry Project => ref _project.Entry;

    /// <summary>What the baseline has under the name.</summary>
    public readonly ref readonly Entry Baseline => ref _baseline.Entry;

    /// <summary>What the target has under the name.</summary>
    public readonly ref readonly Entry Target => ref (_sharesTarget ? ref _baseline.Entry : ref _target.Entry);

    /// <summary>What the project held under the name.</summary>
    public readonly ref readonly Entry Held => ref (_sharesHeld ? ref _baseline.Entry : ref _held.Entry);

    /// <summary>The stamp of <see cref="Project"/>.</summary>
    public readonly FileStamp ProjectStamp => _project.Stamp;

    /// <summary>The stamp of <see cref="Held"/>.</summary>
    public readonly FileStamp HeldStamp => _sharesHeld ? _baseline.Stamp : _held.Stamp;

    /// <summary>What the project's directory of that name has.</summary>
    public readonly EntryList ProjectChildren => _project.Children;

    /// <summary>What the baseline's directory of that name has.</summary>
    public readonly EntryList BaselineChildren => _baseline.Children;

    /// <summary>What the target's directory of that name has.</summary>
    public readonly EntryList TargetChildren => _sharesTarget ? _baseline.Children : _target.Children;

    /// <summary>What the directory of that name that the project held has.</summary>
    public readonly EntryList HeldChildren => _sharesHeld ? _baseline.Children : _held.Children;

    /// <summary>Whether what the project held is the baseline here.</summary>
    public readonly bool IsHeldAsBaseline => _sharesHeld;

    /// <summary>Whether the target is the baseline here, so that a comparison with one is a comparison with both.</summary>
    public readonly bool IsTargetAsBaseline => _sharesTarget;

    /// <summary>Goes to a name without walking there.</summary>
    public void Seek(ReadOnlySpan<byte> name)
    {
        _project.Seek(name);
        _baseline.Seek(name);
        if (!_sharesTarget)
        {
            _target.Seek(name);
        }

        if (!_sharesHeld)
        {
            _held.Seek(name);
        }

        Name = name;
    }

    /// <summary>Goes to the next name.</summary>
    public bool MoveNext()
    {
        ReadOnlySpan<byte> name = Earlier(_project.Peek(), _baseline.Peek());
        name = _sharesTarget ? name : Earlier(name, _target.Peek());
        name = _sharesHeld ? name : Earlier(name, _held.Peek());
        if (name.IsEmpty)
        {
            return false;
        }

        _project.MoveTo(name);
        _baseline.MoveTo(name);
        if (!_sharesTarget)
        {
            _target.MoveTo(name);
        }

        if (!_sharesHeld)
        {
            _held.MoveTo(name);
        }

        Name = name;
        return true;
    }

    /// <summary>The name that comes first; an empty one stands for the end of a list.</summary>
    private static ReadOnlySpan<byte> Earlier(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        right.IsEmpty || (!left.IsEmpty && left.SequenceCompareTo(right) <= 0) ? left : right;

    private struct Cursor(EntryList list)
    {
        private int _next;
        private bool _stands;

        public readonly ref readonly Entry Entry
        {
            get
            {
                if (_stands)
                {
                    return ref list[_next - 1];
                }

                return ref Nothing;
            }
        }

        public readonly FileStamp Stamp => _stands ? list.StampAt(_next - 1) : default;

        public readonly EntryList Children => _stands ? list.ChildrenAt(_next - 1) : EntryList.Empty;

        public readonly ReadOnlySpan<byte> Peek() => _next < list.Count ? list.NameAt(_next) : default;

        public void Seek(ReadOnlySpan<byte> name)
        {
            int index = list.Find(name);
            _stands = index >= 0;
            _next = _stands ? index + 1 : ~index;
        }

        public void MoveTo(ReadOnlySpan<byte> name)
        {
            _stands = Peek().SequenceEqual(name);
            _next += _stands ? 1 : 0;
        }
    }
}
