using Lockstep.InteropTests.Push;
using Lockstep.Tests.Files;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.InteropTests.Faults;

/// <summary>The client, and a target on the same machine, where the kernel or the file system lacks what is usually there.</summary>
public sealed class OldKernelTests
{
    private const int Rounds = 8;

    [Theory]
    [InlineData(Missing.Openat2, false)]
    [InlineData(Missing.Fchmodat2, true)]
    [InlineData(Missing.RenameFlags, false)]
    [InlineData(Missing.HardLinks, true)]
    [InlineData(Missing.RenameFlags | Missing.HardLinks, false)]
    [InlineData(Missing.All, false)]
    [InlineData(Missing.All, true)]
    public void Pushes_come_out_the_same(Missing missing, bool isUnprivileged)
    {
        using var place = new Workplace();
        var project = new RandomProject(place.Project, new Random(7));
        place.InProject("mkdir locked; printf 1 > locked/f");
        if (isUnprivileged)
        {
            UnprivilegedUser.Become(place);
        }

        for (int round = 0; round < Rounds; round++)
        {
            project.Edit(60);
            place.InProject($"chmod 755 locked; printf {round} > locked/f; chmod 555 locked; chmod -R a+rX .; chown -R --reference=../home .");
            ClientResult? result = null;
            OldKernel.Run(missing, () => result = place.PushAsync("--yes", "--no-deploy").GetAwaiter().GetResult());
            Assert.True(result!.Exit == 0, $"round {round}: exit code {result.Exit}\n{result.Output}\n{result.Errors}");
            Assert.Equal("", place.DifferencesByRsync());
            Assert.Equal("", Shell.Run("ls stage; ls | grep -E 'journal|new' || true", place.State));
        }
    }
}
