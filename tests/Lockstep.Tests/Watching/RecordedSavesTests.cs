namespace Lockstep.Tests.Watching;

/// <summary>What becomes of the notices that real programs caused when they saved a file: <c>Recorded/saves.txt</c>, with the commands.</summary>
public sealed class RecordedSavesTests
{
    private const string Separator = " | ";

    public static TheoryData<string, string, string> Saves()
    {
        var saves = new TheoryData<string, string, string>();
        foreach (string line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Watching/Recorded/saves.txt")).Where(line => line[0] != '#'))
        {
            // A command may have the separator in it.
            string[] columns = line.Split(Separator);
            saves.Add(columns[0], columns[^2], columns[^1]);
        }

        return saves;
    }

    [Theory]
    [MemberData(nameof(Saves))]
    public void A_save_goes_out_as_soon_as_it_is_complete_and_what_is_set_afterwards_is_looked_at_again(string program, string notices, string batches)
    {
        string actual = EventStory.Play(notices);

        Assert.True(actual == batches, $"{program}: {actual} instead of {batches}");
    }
}
