namespace Lockstep.Filters.Git;

/// <summary>
/// Collects the paths of a git index in its order and makes sure that it is an order, on which every later search relies.
/// </summary>
internal sealed class TrackedPathsBuilder(int capacity)
{
    /// <summary>
    /// PATH_MAX: a longer name cannot be on disk. Version 4 lets an entry of 64 bytes repeat a whole name, so this also bounds the memory
    /// an index can ask for, to 64 times its own length.
    /// </summary>
    private const int MaximumNameLength = 4096;

    private const uint TypeMask = 0xF000;
    private const uint SubmoduleType = 0xE000;

    private readonly List<int> _ends = new(capacity);
    private readonly HashSet<int> _submodules = [];
    private byte[] _names = new byte[Math.Max(256, capacity * 32)];
    private int _length;
    private int _lastStart;

    /// <summary>The path added last.</summary>
    internal ReadOnlySpan<byte> Last => _names.AsSpan(_lastStart, _length - _lastStart);

    /// <summary>Adds a path made of the beginning of the one before it and a suffix.</summary>
    internal void Add(uint mode, int keptPrefix, ReadOnlySpan<byte> suffix)
    {
        var length = keptPrefix + suffix.Length;
        if (length > MaximumNameLength)
        {
            throw new InvalidDataException($"a name of {length} bytes (at most {MaximumNameLength})");
        }

        Reserve(length);
        var path = _names.AsSpan(_length, length);
        Last[..keptPrefix].CopyTo(path);
        suffix.CopyTo(path[keptPrefix..]);
        if (path.SequenceCompareTo(Last) < 0)
        {
            throw new InvalidDataException($"its entries are not sorted: '{RuleDescription.Escape(path)}' comes after a greater name");
        }

        // In a sparse index what is not checked out may be one entry, a directory with a slash at its end. It stays in the list: no entry
        // on disk has such a name, and the directory counts as one with something tracked below.
        if ((mode & TypeMask) == SubmoduleType)
        {
            _submodules.Add(_ends.Count);
        }

        _lastStart = _length;
        _length += length;
        _ends.Add(_length);
    }

    internal TrackedPaths Build() => new(_names[.._length], [.. _ends], _submodules);

    private void Reserve(int length)
    {
        if (length > Array.MaxLength - _length)
        {
            throw new InvalidDataException($"its names take more than {Array.MaxLength} bytes");
        }

        if (_length + length > _names.Length)
        {
            Array.Resize(ref _names, (int)Math.Min(Array.MaxLength, Math.Max((long)_names.Length * 2, _length + length)));
        }
    }
}
