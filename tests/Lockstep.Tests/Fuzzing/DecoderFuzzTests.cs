using CsCheck;

namespace Lockstep.Tests.Fuzzing;

/// <summary>
/// Damaged bytes in every decoder: only declared exceptions come out, and no more memory is taken than the bytes justify. What was once found is in
/// <c>Corpus</c>, a decoder and its bytes in a line, and is read again each time.
/// </summary>
public sealed class DecoderFuzzTests
{
    // A path of the longest kind can be repeated by a few bytes; a frame may announce 4 MiB, and a signature a million blocks of 12 bytes.
    private const long BytesPerByte = 8192;
    private const long BytesAlways = 16 << 20;

    public static TheoryData<string> Names => [.. Decoders.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Samples_are_read(string name)
    {
        foreach (byte[] sample in Decoders.All[name].Samples)
        {
            Decoders.All[name].Read(sample);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Damage_ends_in_a_declared_exception_or_in_nothing(string name) =>
        Mutation.Of(Decoders.All[name].Samples).Sample(bytes => Read(name, bytes), iter: 1500, threads: 1, print: bytes => $"{name}: {Convert.ToHexString(bytes)}");

    [Fact]
    public void What_damage_once_found_is_refused_or_read()
    {
        string[] lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Fuzzing", "Corpus", "found.txt"));
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Read(line[..line.IndexOf(':', StringComparison.Ordinal)], Convert.FromHexString(line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..])));
    }

    private static void Read(string name, byte[] bytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            Decoders.All[name].Read(bytes);
        }
        catch (Exception e) when (e is ProtocolException or SyncException or InvalidDataException)
        {
            // Declared, and told to the user.
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, BytesAlways + (BytesPerByte * bytes.Length));
    }
}
