using CsCheck;

namespace Lockstep.Tests.Delta;

/// <summary>One random edit: <paramref name="Removed"/> bytes at a place are replaced by <paramref name="Inserted"/> random ones.</summary>
internal sealed record FileEdit(double Place, int Removed, int Inserted, int Seed)
{
    /// <summary>Overwriting, inserting and removing, from one byte to some blocks.</summary>
    public static readonly Gen<FileEdit> Any =
        Gen.Select(Gen.Double[0, 1], Gen.Int[0, 700], Gen.Int[0, 700], Gen.Int, Gen.Int[0, 2])
            .Select((place, removed, inserted, seed, kind) => kind switch
            {
                0 => new FileEdit(place, inserted, inserted, seed),
                1 => new FileEdit(place, 0, inserted, seed),
                _ => new FileEdit(place, removed, 0, seed),
            });

    public static byte[] Apply(byte[] file, IEnumerable<FileEdit> edits) => edits.Aggregate(file, (current, edit) => edit.ApplyTo(current));

    private byte[] ApplyTo(byte[] file)
    {
        var start = (int)(Place * file.Length);
        var end = Math.Min(file.Length, start + Removed);
        return [.. file[..start], .. RecordedDelta.RandomBytes(Inserted, Seed), .. file[end..]];
    }
}
