namespace Lockstep.Tree;

/// <summary>
/// Values by index of which many are the default: memory is taken for stretches of indexes in which any is not. Grows without copying what is there, and
/// in pieces small enough to be collected with everything else.
/// </summary>
/// <typeparam name="T">What is kept.</typeparam>
internal sealed class SparseColumn<T>
    where T : struct
{
    private const int ChunkLength = 256;

    private T[]?[] _chunks = [];

    /// <summary>The value at an index that is not negative; the default where none was set.</summary>
    public T this[int index]
    {
        get
        {
            (int chunk, int at) = Math.DivRem(index, ChunkLength);
            return chunk < _chunks.Length && _chunks[chunk] is { } values ? values[at] : default;
        }

        set
        {
            (int chunk, int at) = Math.DivRem(index, ChunkLength);
            if (chunk >= _chunks.Length)
            {
                Array.Resize(ref _chunks, Math.Max(chunk + 1, 2 * _chunks.Length));
            }

            bool isNeeded = _chunks[chunk] is not null || !EqualityComparer<T>.Default.Equals(value, default);
            if (isNeeded)
            {
                (_chunks[chunk] ??= new T[ChunkLength])[at] = value;
            }
        }
    }
}
